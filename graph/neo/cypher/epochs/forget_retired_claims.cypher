// Forgets claims about tokens of a retired epoch under which nothing is stored any more: they would bring the old
// token back.
MATCH (c:Claim)-[:ABOUT]->(e:Equivalence)
WHERE c.same_as STARTS WITH $prefix AND NOT EXISTS { (:Identifier {token: c.same_as}) }
  AND NOT coalesce(e.first, '') STARTS WITH $prefix
REMOVE c.same_as
SET e:Unsettled, e.unsettled_at = datetime.transaction(), e.said_at = datetime.transaction()
