// What reports say, in columns: those that say the same, but for the second, share a row,
// so that each word is sent once for very many of them.
MATCH (r:Report)
WITH r.category AS category, r.channel AS channel, r.region AS region, id(r) AS node,
     coalesce(r.occurred_at.epochSeconds, -1000000000000000) AS second, id(r) / 100000 AS range
RETURN category, channel, region, collect(node) AS nodes, collect(second) AS seconds, range
