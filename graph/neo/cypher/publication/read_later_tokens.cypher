// The tokens of later epochs that name members of rings too. An identifier has one token an epoch,
// and a token one identifier: where claims say otherwise somebody is wrong, and none of them counts here.
MATCH (e:Equivalence)
WHERE NOT EXISTS {
  MATCH (one:Claim)-[:ABOUT]->(e)<-[:ABOUT]-(other:Claim)
  WHERE one.same_as < other.same_as AND split(one.same_as, '_')[0] = split(other.same_as, '_')[0]
}
WITH e.first AS first, split(e.token, '_')[0] AS epoch, collect(e.token) AS tokens
WHERE size(tokens) = 1
MATCH (i:Identifier {token: first})-[:MEMBER_OF]->(r:Ring)
RETURN r.id AS ring, collect(tokens[0]) AS tokens
