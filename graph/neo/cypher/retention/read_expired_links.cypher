// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Returns some RELATION links from before a time. One without a date is as old as its receipt.
MATCH ()-[l:RELATION]->() WHERE coalesce(l.observed_at, l.received_at) < $before
WITH l.id AS id LIMIT $limit
RETURN collect(id) AS ids
