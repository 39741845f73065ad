// Runs from the latest on.
MATCH (r:Run)
WHERE $before = 0 OR r.sequence < $before
RETURN r AS run ORDER BY r.sequence DESC LIMIT $limit
