// Deletes some claims of before a time about tokens under which nobody is kept any more, and what
// nobody claims then.
MATCH (c:Claim)-[:ABOUT]->(e:Equivalence)
WHERE c.received_at < $before AND NOT EXISTS { (:Identifier {token: e.first}) } AND NOT EXISTS { (:Identifier {token: e.token}) }
WITH c, e LIMIT $limit
DETACH DELETE c
WITH e, count(*) AS claims
WITH e, claims, EXISTS { (:Claim)-[:ABOUT]->(e) } AS claimed
FOREACH (_ IN CASE WHEN claimed THEN [] ELSE [1] END | DELETE e)
RETURN coalesce(sum(claims), 0) AS deleted
