// Widens the time in which existing identifiers were seen, and adds a kind that is claimed of one for
// the first time. It locks each, so that what is joined to it next in this transaction, in whatever order,
// meets no other writer. Rows come sorted by token, so that writers lock in one order and can't deadlock.
// Returns how many are still there: one that no record named any more may be deleted by now.
UNWIND $rows AS row
MATCH (i:Identifier) WHERE id(i) = row.node AND i.token = row.token
SET i:$(row.kind),
    i.first_seen = CASE WHEN i.first_seen IS NULL OR row.first_seen < i.first_seen THEN row.first_seen ELSE i.first_seen END,
    i.last_seen = CASE WHEN i.last_seen IS NULL OR row.last_seen > i.last_seen THEN row.last_seen ELSE i.last_seen END
RETURN count(i) AS identifiers
