// Every identifier, in columns: one row for some 10,000 nodes.
MATCH (i:Identifier)
WITH i, id(i) / 10000 AS range
RETURN collect(id(i)) AS nodes, collect(i.token) AS tokens,
       collect(CASE WHEN i:Number THEN 0 WHEN i:Device THEN 1 ELSE 2 END) AS kinds, range
