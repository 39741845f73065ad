// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Some RELATION links of before a time. One that doesn't say when it was seen is as old as its receipt.
MATCH ()-[l:RELATION]->() WHERE coalesce(l.observed_at, l.received_at) < $before
WITH l.id AS id LIMIT $limit
RETURN collect(id) AS ids
