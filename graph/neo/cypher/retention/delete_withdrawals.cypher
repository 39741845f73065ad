// Deletes some withdrawals of before a time: what they keep out is too old to be kept.
MATCH (w:Withdrawal) WHERE w.received_at < $before
WITH w LIMIT $limit
DELETE w
RETURN count(*) AS deleted
