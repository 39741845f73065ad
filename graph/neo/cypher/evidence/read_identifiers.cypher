// Every identifier's token, in columns: one row for some 10,000 nodes of a kind. (By labels
// that Neo4j scans, since to ask each node for its labels takes longer than all the rest. A
// token is made for one kind; of one that several are claimed for the first row counts. In as
// many parts as keep what is grouped small.)
MATCH (i:Number) WHERE $parts = 1 OR id(i) / 10000 % $parts = $part
RETURN 'number' AS kind, collect(id(i)) AS nodes, collect(i.token) AS keys, id(i) / 10000 AS range
UNION ALL
MATCH (i:Device) WHERE $parts = 1 OR id(i) / 10000 % $parts = $part
RETURN 'device' AS kind, collect(id(i)) AS nodes, collect(i.token) AS keys, id(i) / 10000 AS range
UNION ALL
MATCH (i:Account) WHERE $parts = 1 OR id(i) / 10000 % $parts = $part
RETURN 'account' AS kind, collect(id(i)) AS nodes, collect(i.token) AS keys, id(i) / 10000 AS range
