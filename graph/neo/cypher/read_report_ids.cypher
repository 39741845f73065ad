// Every report's id, in columns: one row for some 10,000 nodes.
MATCH (r:Report)
WITH id(r) AS node, r.id AS id, id(r) / 10000 AS range
RETURN collect(node) AS nodes, collect(id) AS keys, range
