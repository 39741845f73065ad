// Keeps releases: that an identifier passed to a new holder on a day.
// The identifiers are there already: save_identifiers runs first in the same transaction.
UNWIND $rows AS row
OPTIONAL MATCH (old:Release {id: row.id})
WITH row, old WHERE old IS NULL
MATCH (i:Identifier {token: row.token})
CREATE (r:Release {id: row.id})-[:RELEASES]->(i)
SET r += row.properties, r.received_at = datetime.transaction()
RETURN collect(row.id) AS created
