// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Returns every RELATION link, in columns, with its id and the second on which it was seen: one row for some
// 10,000 nodes. (One type and no labels: Neo4j then walks the relationships themselves. Several parts make
// what is grouped small.)
MATCH (a)-[l:RELATION]->(b) WHERE $parts = 1 OR id(l) / 10000 % $parts = $part
WITH id(a) AS a, id(b) AS b, l.id AS id, coalesce(l.observed_at.epochSeconds, -1000000000000000) AS second, id(a) / 10000 AS range
RETURN collect(a) AS froms, collect(b) AS tos, collect(id) AS ids, collect(second) AS seconds, range
