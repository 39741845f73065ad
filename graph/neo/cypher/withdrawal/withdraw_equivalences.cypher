// Deletes withdrawn claims about later tokens, and returns the tokens. (A claim whose earlier token was retired
// names no token, and what was renamed stays so.)
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e:Equivalence)
DETACH DELETE c
RETURN collect(DISTINCT e.token) AS tokens
