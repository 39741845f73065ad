// Stores that identifiers belong to known businesses. Returns the ids of the entries that are new. The
// identifiers are saved before, in the same transaction.
UNWIND $rows AS row
OPTIONAL MATCH (old:Known {id: row.id})
WITH row, old WHERE old IS NULL
MATCH (i) WHERE id(i) = row.node
CREATE (:Known {id: row.id, agency: $agency, business: row.business, valid_until: row.valid_until,
  received_at: datetime.transaction()})-[:DESCRIBES]->(i)
RETURN collect(row.id) AS created
