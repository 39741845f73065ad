// Every TRANSFERRED_TO, in columns: one row for some 10,000 nodes. (One type and no labels: then
// Neo4j walks the relationships themselves.)
MATCH (a)-[:TRANSFERRED_TO]->(b)
WITH id(a) AS a, id(b) AS b, id(a) / 10000 AS range
RETURN collect(a) AS froms, collect(b) AS tos, range
