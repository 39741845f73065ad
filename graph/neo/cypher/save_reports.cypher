// Keeps reports that are new and not withdrawn; answers the ids of those it created.
// The identifiers are there already: save_identifiers runs first in the same transaction.
UNWIND $rows AS row
OPTIONAL MATCH (old:Report {id: row.id})
WITH row, old WHERE old IS NULL AND NOT EXISTS { (:Withdrawal {withdraws: row.id}) }
CREATE (r:Report {id: row.id})
SET r += row.properties, r.received_at = datetime.transaction()
FOREACH (token IN row.tokens |
  MERGE (i:Identifier {token: token})
  CREATE (r)-[:NAMES]->(i))
RETURN collect(row.id) AS created
