// What reports say, in columns: those that say the same, but for the second and the loss,
// share a row, so that each word is sent once for very many of them.
MATCH (r:Report)
WITH r.category AS category, r.channel AS channel, r.region AS region, r.currency AS currency, id(r) AS node,
     coalesce(r.occurred_at.epochSeconds, -1000000000000000) AS second, coalesce(r.loss, '') AS loss, id(r) / 100000 AS range
RETURN category, channel, region, currency, collect(node) AS nodes, collect(second) AS seconds, collect(loss) AS losses, range
