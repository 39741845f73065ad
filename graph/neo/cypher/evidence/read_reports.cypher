// Returns every report, in columns. Those among some 10,000 nodes that have the same attributes, apart from id,
// second, loss and source, share a row, so that each word is sent once for many of them. (All properties are
// read together: one by one, each is searched from the node's first. Lists of 100,000 are too large for the
// young generation of the Java heap. Several parts make what is grouped small.)
MATCH (r:Report) WHERE $parts = 1 OR id(r) / 10000 % $parts = $part
WITH id(r) AS node, properties(r) AS report
RETURN report.category AS category, report.channel AS channel, report.region AS region, report.currency AS currency,
       collect(node) AS nodes, collect(report.id) AS ids,
       collect(coalesce(report.occurred_at.epochSeconds, -1000000000000000)) AS seconds,
       collect(coalesce(report.loss, '')) AS losses, collect(coalesce(report.source, '')) AS sources, node / 10000 AS range
