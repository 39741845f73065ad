// Returns every NAMES relationship, in columns: one row for some 10,000 nodes. (One type and no labels:
// Neo4j then walks the relationships themselves. Several parts make what is grouped small.)
MATCH (a)-[l:NAMES]->(b) WHERE $parts = 1 OR id(l) / 10000 % $parts = $part
WITH id(a) AS a, id(b) AS b, id(a) / 10000 AS range
RETURN collect(a) AS froms, collect(b) AS tos, range
