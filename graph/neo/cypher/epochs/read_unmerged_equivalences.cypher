// Some later tokens that may still have an identifier of their own, in their order.
MATCH (e:Unsettled) WHERE e.token > $after
RETURN e.token AS token ORDER BY token LIMIT $limit
