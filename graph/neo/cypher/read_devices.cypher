// Every device's token, in columns: one row for some 10,000 nodes. (A
// token is made for one kind; of several that are claimed the first counts.)
MATCH (i:Device) WHERE NOT i:Number
WITH id(i) AS node, i.token AS token, id(i) / 10000 AS range
RETURN collect(node) AS nodes, collect(token) AS keys, range
