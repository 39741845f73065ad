// Keeps links that are new and not withdrawn; answers the ids of those it created.
// Both ends are there already: save_identifiers runs first in the same transaction.
UNWIND $rows AS row
OPTIONAL MATCH ()-[old:ACCESSED_FROM {id: row.id}]->()
WITH row, old WHERE old IS NULL AND NOT EXISTS { (:Withdrawal {withdraws: row.id}) }
MATCH (a:Identifier {token: row.from}), (b:Identifier {token: row.to})
CREATE (a)-[l:ACCESSED_FROM {id: row.id}]->(b)
SET l += row.properties, l.received_at = datetime.transaction()
RETURN collect(row.id) AS created
