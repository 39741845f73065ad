// Returns some later tokens of which claims changed, in order, and where something that was filed under each may be
// stored.
MATCH (e:Unsettled) WHERE e.token > $after
RETURN e.token AS token, coalesce(e.targets, []) AS targets ORDER BY token LIMIT $limit
