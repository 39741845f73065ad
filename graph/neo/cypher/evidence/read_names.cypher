// Every NAMES, in columns: one row for some 10,000 nodes. (One type and no labels: then
// Neo4j walks the relationships themselves. In as many parts as keep what is grouped small.)
MATCH (a)-[l:NAMES]->(b) WHERE $parts = 1 OR id(l) / 10000 % $parts = $part
WITH id(a) AS a, id(b) AS b, id(a) / 10000 AS range
RETURN collect(a) AS froms, collect(b) AS tos, range
