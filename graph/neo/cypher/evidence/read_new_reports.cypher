// Every report that was received from a moment on, with what it says and whom it names, in
// columns: one row for some 10,000 nodes.
CYPHER replan=skip
MATCH (r:Report) WHERE r.received_at >= $since
OPTIONAL MATCH (r)-[:NAMES]->(i:Identifier)
WITH r, collect(i.token) AS tokens,
     collect(CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds
WITH id(r) / 10000 AS range, properties(r) AS said, tokens, kinds
RETURN collect(said.id) AS ids, collect(coalesce(said.category, '')) AS categories, collect(coalesce(said.channel, '')) AS channels,
       collect(coalesce(said.region, '')) AS regions, collect(coalesce(said.loss, '')) AS losses, collect(coalesce(said.currency, '')) AS currencies,
       collect(coalesce(said.occurred_at.epochSeconds, -1000000000000000)) AS seconds,
       collect(tokens) AS tokens, collect(kinds) AS kinds, range
