// Deletes withdrawn claims about later tokens. A token without any other claim is another identifier from
// now on. For a token with other claims the oldest one that is left counts. What was filed under the token
// before stays where it was merged. (A claim whose earlier token was retired names no token.)
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:ABOUT]->(e)
DETACH DELETE c
WITH DISTINCT e
OPTIONAL MATCH (other:Claim)-[:ABOUT]->(e)
WITH e, other ORDER BY other.received_at, other.id
WITH e, count(other) AS others, head(collect(other.same_as)) AS claimed
OPTIONAL MATCH (earlier:Equivalence {token: claimed})
WITH e, others, coalesce(earlier.first, claimed, e.first) AS first
FOREACH (_ IN CASE WHEN others = 0 THEN [1] ELSE [] END | DELETE e)
FOREACH (_ IN CASE WHEN others > 0 AND first <> e.first THEN [1] ELSE [] END |
  SET e:Unsettled, e.first = first, e.unsettled_at = datetime.transaction(), e.said_at = datetime.transaction())
