// Every report that was received from a moment on, with what it says and whom it names.
MATCH (r:Report) WHERE r.received_at >= $since
OPTIONAL MATCH (r)-[:NAMES]->(i:Identifier)
RETURN r.id AS id, r.category AS category, r.channel AS channel, r.region AS region,
       r.loss AS loss, r.currency AS currency,
       coalesce(r.occurred_at.epochSeconds, -1000000000000000) AS second, collect(i.token) AS tokens,
       collect(CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds
