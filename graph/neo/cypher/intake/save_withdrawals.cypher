// Stores withdrawals, so that a record that arrives after its withdrawal stays out. Returns the ids of
// those that are new.
UNWIND $rows AS row
OPTIONAL MATCH (old:Withdrawal {id: row.id})
WITH row, old WHERE old IS NULL
CREATE (:Withdrawal {id: row.id, agency: $agency, withdraws: row.withdraws, reason: row.reason, received_at: datetime.transaction()})
RETURN collect(row.id) AS created
