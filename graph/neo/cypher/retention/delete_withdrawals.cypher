// Deletes some withdrawals from before a time: the records that they keep out are too old.
MATCH (w:Withdrawal) WHERE w.received_at < $before
WITH w LIMIT $limit
DELETE w
RETURN count(*) AS deleted
