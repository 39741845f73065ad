// Returns the later tokens of members of rings. An identifier has one token an epoch, and a token one
// identifier. Where claims contradict that, one is wrong, and none of them counts here.
MATCH (e:Equivalence)
WHERE e.token IS :: STRING NOT NULL AND e.first IS :: STRING NOT NULL AND NOT EXISTS {
  MATCH (one:Claim)-[:ABOUT]->(e)<-[:ABOUT]-(other:Claim)
  WHERE one.same_as IS :: STRING NOT NULL AND other.same_as IS :: STRING NOT NULL AND one.same_as < other.same_as AND split(one.same_as, '_')[0] = split(other.same_as, '_')[0]
}
WITH e.first AS first, split(e.token, '_')[0] AS epoch, collect(e.token) AS tokens
WHERE size(tokens) = 1
MATCH (i:Identifier {token: first})-[:MEMBER_OF]->(r:Ring)
RETURN r.id AS ring, collect(tokens[0]) AS tokens
