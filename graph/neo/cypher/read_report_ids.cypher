// Every report's id, in columns: one row for some 10,000 nodes.
MATCH (r:Report)
WITH r, id(r) / 10000 AS range
RETURN collect(id(r)) AS nodes, collect(r.id) AS ids, range
