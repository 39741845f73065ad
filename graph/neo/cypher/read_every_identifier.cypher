// Every identifier's token, in columns: a row for each kind among some 10,000 nodes. (A token
// is made for one kind; of several that are claimed the first counts.)
MATCH (i:Identifier)
WITH id(i) AS node, i.token AS token, id(i) / 10000 AS range,
     CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END AS kind
RETURN kind, collect(node) AS nodes, collect(token) AS keys, range
