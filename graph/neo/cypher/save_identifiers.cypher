// Makes the identifiers that a batch names, and widens the time in which each was seen.
// Rows come sorted by token and every node is written to, so that writers lock
// shared identifiers in one order and can't deadlock.
UNWIND $rows AS row
MERGE (i:Identifier {token: row.token})
ON CREATE SET i:$(row.label)
SET i.first_seen = CASE WHEN i.first_seen IS NULL OR row.first_seen < i.first_seen THEN row.first_seen ELSE i.first_seen END,
    i.last_seen = CASE WHEN i.last_seen IS NULL OR row.last_seen > i.last_seen THEN row.last_seen ELSE i.last_seen END
