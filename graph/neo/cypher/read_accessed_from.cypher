// Every ACCESSED_FROM, in columns: one row for some 10,000 nodes. (One type and no labels: then
// Neo4j walks the relationships themselves.)
MATCH (a)-[:ACCESSED_FROM]->(b)
WITH id(a) AS a, id(b) AS b, id(a) / 10000 AS range
RETURN collect(a) AS froms, collect(b) AS tos, range
