// Some reports of before a time. One that doesn't say when it happened is as old as its receipt.
MATCH (r:Report) WHERE coalesce(r.occurred_at, r.received_at) < $before
WITH r.id AS id LIMIT $limit
RETURN collect(id) AS ids
