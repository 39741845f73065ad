// Takes withdrawn claims out, and what nobody claims any more: the later token is then
// another identifier. What was filed under it before stays where it was joined.
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e)
DETACH DELETE c
WITH DISTINCT e WHERE NOT EXISTS { (:Claim)-[:ABOUT]->(e) }
DELETE e
