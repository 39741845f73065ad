// Some TRANSFERRED_TO links of before a time. One that doesn't say when it was seen is as old as its receipt.
MATCH ()-[l:TRANSFERRED_TO]->() WHERE coalesce(l.observed_at, l.received_at) < $before
WITH l.id AS id LIMIT $limit
RETURN collect(id) AS ids
