// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Returns every RELATION link that was received from a moment on, in columns, with both ends.
CYPHER replan=skip
MATCH (a)-[l:RELATION]->(b) WHERE l.received_at >= $since
RETURN collect(l.id) AS ids, collect(coalesce(l.observed_at.epochSeconds, -1000000000000000)) AS seconds,
       collect(a.token) AS froms, collect(b.token) AS tos,
       collect(CASE WHEN a:Number THEN 'number' WHEN a:Device THEN 'device' ELSE 'account' END) AS from_kinds,
       collect(CASE WHEN b:Number THEN 'number' WHEN b:Device THEN 'device' ELSE 'account' END) AS to_kinds
