// Keeps reports that are new and not withdrawn; answers the ids of those it created,
// and the nodes, to which save_identifiers then joins what they name.
WITH datetime.transaction() AS now
UNWIND $rows AS row
OPTIONAL MATCH (old:Report {id: row.id})
WITH now, row, old WHERE old IS NULL AND NOT EXISTS { (:Withdrawal {withdraws: row.id}) }
CREATE (r:Report {id: row.id})
SET r += row.properties, r.received_at = now
RETURN collect(row.id) AS created, collect(id(r)) AS nodes
