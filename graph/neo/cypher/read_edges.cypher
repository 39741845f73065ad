// Every relationship that is evidence, in columns: one row for some 10,000 nodes.
MATCH (a)-[:NAMES|USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]->(b)
WITH id(a) AS a, id(b) AS b, id(a) / 10000 AS range
RETURN collect(a) AS froms, collect(b) AS tos, range
