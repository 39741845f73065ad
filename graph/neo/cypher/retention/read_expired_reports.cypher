// Returns some reports from before a time. One without a date is as old as its receipt.
MATCH (r:Report) WHERE coalesce(r.occurred_at, r.received_at) < $before
WITH r.id AS id LIMIT $limit
RETURN collect(id) AS ids
