// Returns every identifier's token, in columns: one row for some 10,000 nodes of a kind. (By labels, which
// Neo4j scans: reading the labels of each node takes longer than all the rest. A token is made for one kind.
// Of one that is claimed to be of several, the first row counts. Several parts make what is grouped small.)
MATCH (i:Number) WHERE $parts = 1 OR id(i) / 10000 % $parts = $part
RETURN 'number' AS kind, collect(id(i)) AS nodes, collect(i.token) AS tokens, id(i) / 10000 AS range
UNION ALL
MATCH (i:Device) WHERE $parts = 1 OR id(i) / 10000 % $parts = $part
RETURN 'device' AS kind, collect(id(i)) AS nodes, collect(i.token) AS tokens, id(i) / 10000 AS range
UNION ALL
MATCH (i:Account) WHERE $parts = 1 OR id(i) / 10000 % $parts = $part
RETURN 'account' AS kind, collect(id(i)) AS nodes, collect(i.token) AS tokens, id(i) / 10000 AS range
