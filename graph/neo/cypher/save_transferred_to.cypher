// Keeps links that read_known does not know. Both ends are there already: the
// identifiers are saved first in the same transaction.
UNWIND $rows AS row
MATCH (a:Identifier {token: row.from}), (b:Identifier {token: row.to})
CREATE (a)-[l:TRANSFERRED_TO {id: row.id, agency: $agency, observed_at: row.observed_at, received_at: datetime.transaction()}]->(b)
RETURN collect(row.id) AS created
