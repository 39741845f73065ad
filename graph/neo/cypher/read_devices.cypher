// Every device's token, in columns: one row for some 10,000 nodes.
MATCH (i:Device)
WITH id(i) AS node, i.token AS token, id(i) / 10000 AS range
RETURN collect(node) AS nodes, collect(token) AS keys, range
