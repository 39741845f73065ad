// Gives some identifiers of a retired epoch their newest token, and deletes the old one. Its other later tokens lead
// to the newest from then on, whatever is claimed.
MATCH (e:Equivalence) WHERE e.first STARTS WITH $prefix AND e.token IS :: STRING NOT NULL
WITH e ORDER BY e.first, toInteger(split(substring(e.token, 2), '_')[0]) DESC
WITH e.first AS old, collect(e) AS later LIMIT $limit
WITH old, later, later[0].token AS newest
CALL (old, newest) {
  MATCH (i:Identifier {token: old})
  SET i.token = newest
  WITH i
  CALL (i, old, newest) {
    MATCH (i)<-[names:NAMES]-() WHERE names.as IS NOT NULL
    WITH names, [token IN names.as WHERE NOT token IN [old, newest]] AS others, [token IN names.as WHERE token IN [old, newest]] AS own
    SET names.as = CASE WHEN others = [] THEN null WHEN own = [] THEN others ELSE others + [newest] END
  }
  CALL (i, newest) {
    MATCH (i)<-[of:RELEASES|DESCRIBES|OF]-() WHERE of.as = newest
    REMOVE of.as
  }
  CALL (i, newest) {
    MATCH (i)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]->() WHERE l.from_as = newest
    REMOVE l.from_as
  }
  CALL (i, newest) {
    MATCH (i)<-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() WHERE l.to_as = newest
    REMOVE l.to_as
  }
}
CALL (later) {
  UNWIND later AS e
  MATCH (c:Claim)-[:ABOUT]->(e)
  REMOVE c.same_as
}
CALL (old, newest) {
  MATCH (c:Claim {same_as: old})-[:ABOUT]->(e:Equivalence)
  SET c.same_as = newest, e:Unsettled, e.unsettled_at = datetime.transaction(), e.said_at = datetime.transaction(),
      e.targets = [target IN coalesce(e.targets, []) WHERE target <> old] + [newest]
}
CALL (later, newest) {
  UNWIND later[1..] AS e
  SET e.first = newest, e.renamed = true, e.targets = [newest], e.said_at = datetime.transaction()
  REMOVE e.owned, e.claimed, e.claimant
}
WITH later[0] AS settled
DETACH DELETE settled
RETURN count(*) AS changed
