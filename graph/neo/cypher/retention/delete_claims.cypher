// Deletes some claims from before a time about tokens under which no identifier is stored any more, and the
// equivalences that have no claim left.
MATCH (c:Claim)-[:ABOUT]->(e:Equivalence)
WHERE c.received_at < $before AND NOT EXISTS { (:Identifier {token: e.first}) } AND NOT EXISTS { (:Identifier {token: e.token}) }
  AND NOT EXISTS { (:Identifier {token: c.same_as}) } AND NOT EXISTS { MATCH (i:Identifier) WHERE i.token IN e.targets }
WITH c, e LIMIT $limit
DETACH DELETE c
WITH e, count(*) AS claims
WITH e, claims, EXISTS { (:Claim)-[:ABOUT]->(e) } AS claimed
FOREACH (_ IN CASE WHEN claimed THEN [] ELSE [1] END | DELETE e)
RETURN coalesce(sum(claims), 0) AS deleted
