// Returns runs, from the latest on.
MATCH (r:Run)
WHERE r.sequence < CASE $before WHEN 0 THEN 9223372036854775807 ELSE $before END
RETURN r AS run ORDER BY r.sequence DESC LIMIT $limit
