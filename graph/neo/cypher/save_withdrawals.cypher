// Keeps withdrawals, so that a record which arrives after its withdrawal stays out.
UNWIND $rows AS row
OPTIONAL MATCH (old:Withdrawal {id: row.id})
WITH row, old WHERE old IS NULL
CREATE (w:Withdrawal {id: row.id})
SET w += row.properties, w.received_at = datetime.transaction()
RETURN collect(row.id) AS created
