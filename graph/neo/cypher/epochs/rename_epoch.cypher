// Gives some identifiers of a retired epoch their newest token, and deletes the old one.
MATCH (e:Equivalence) WHERE e.first STARTS WITH $prefix AND e.token IS :: STRING NOT NULL
WITH e ORDER BY e.first, toInteger(split(substring(e.token, 2), '_')[0]) DESC
WITH e.first AS old, collect(e) AS later LIMIT $limit
WITH old, later, later[0].token AS newest
CALL (old, newest) {
  MATCH (i:Identifier {token: old})
  SET i.token = newest
}
CALL (later) {
  UNWIND later AS e
  MATCH (c:Claim)-[:ABOUT]->(e)
  REMOVE c.same_as
}
CALL (later, newest) {
  UNWIND later[1..] AS e
  SET e.first = newest, e.said_at = datetime.transaction()
}
WITH later[0] AS settled
DETACH DELETE settled
RETURN count(*) AS changed
