// The published rings with their members.
MATCH (r:Ring)
OPTIONAL MATCH (i:Identifier)-[m:MEMBER_OF]->(r)
RETURN r AS ring,
       collect(CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds,
       collect(i.token) AS tokens, collect(m.strength) AS strengths
ORDER BY r.id
