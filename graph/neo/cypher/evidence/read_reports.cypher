// What every report says, in columns: those among some 10,000 nodes that say the same, but
// for id, second and loss, share a row, so that each word is sent once for many of them. (All
// properties are taken at once: one by one, each is looked for anew from the node's first.
// And lists of 100,000 are too large for the young generation of a heap of regions. In as many
// parts as keep what is grouped small.)
MATCH (r:Report) WHERE $parts = 1 OR id(r) / 10000 % $parts = $part
WITH id(r) AS node, properties(r) AS said
RETURN said.category AS category, said.channel AS channel, said.region AS region, said.currency AS currency,
       collect(node) AS nodes, collect(said.id) AS keys,
       collect(coalesce(said.occurred_at.epochSeconds, -1000000000000000)) AS seconds,
       collect(coalesce(said.loss, '')) AS losses, node / 10000 AS range
