// Returns every report that was received from a moment on, with its attributes and the identifiers that it
// names, in columns: one row for some 10,000 nodes.
CYPHER replan=skip
MATCH (r:Report) WHERE r.received_at >= $since
OPTIONAL MATCH (r)-[:NAMES]->(i:Identifier)
WITH r, collect(i.token) AS tokens,
     collect(CASE WHEN i.token IS NULL THEN null WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds
WITH id(r) / 10000 AS range, properties(r) AS report, tokens, kinds
RETURN collect(report.id) AS ids, collect(coalesce(report.category, '')) AS categories, collect(coalesce(report.channel, '')) AS channels,
       collect(coalesce(report.region, '')) AS regions, collect(coalesce(report.loss, '')) AS losses, collect(coalesce(report.currency, '')) AS currencies,
       collect(coalesce(report.occurred_at.epochSeconds, -1000000000000000)) AS seconds, collect(coalesce(report.source, '')) AS sources,
       collect(tokens) AS tokens, collect(kinds) AS kinds, range
