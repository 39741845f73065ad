// The tokens of later epochs that name members of rings too.
MATCH (e:Equivalence)
MATCH (i:Identifier {token: e.first})-[:MEMBER_OF]->(r:Ring)
RETURN r.id AS ring, collect(e.token) AS tokens
