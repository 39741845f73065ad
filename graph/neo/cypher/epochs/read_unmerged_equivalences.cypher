// Returns some later tokens that may still have an identifier of their own, in order.
MATCH (e:Unsettled) WHERE e.token > $after
RETURN e.token AS token ORDER BY token LIMIT $limit
