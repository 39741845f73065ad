// Merges the identifiers of later tokens into those of their canonical tokens: one node gets the
// relationships of both. A link is deleted before it is created again: no two have one id. A report that
// names both names one once. After an hour no transaction is going on any more that did not see the claim.
UNWIND $tokens AS token
MATCH (e:Equivalence {token: token})
OPTIONAL MATCH (earlier:Equivalence {token: e.first})
// Two claims of one chain that were filed at the same time did not see each other.
FOREACH (_ IN CASE WHEN earlier.first <> e.first AND earlier.first <> e.token THEN [1] ELSE [] END |
  SET e.first = earlier.first, e.said_at = datetime.transaction())
FOREACH (_ IN CASE WHEN e.unsettled_at < datetime.transaction() - duration('PT1H') THEN [1] ELSE [] END | REMOVE e:Unsettled, e.unsettled_at)
WITH e
MATCH (later:Identifier {token: e.token})
WHERE NOT EXISTS { MATCH (first:Identifier {token: e.first}) WHERE labels(first) <> labels(later) } // a number is no handset, whatever a claim says
SET later:Identifier // setting a label that is there locks it, so that nothing is joined to it meanwhile
WITH e, later
MERGE (first:Identifier {token: e.first})
SET first:$(labels(later)),
  first.first_seen = CASE WHEN first.first_seen IS NULL OR later.first_seen < first.first_seen THEN later.first_seen ELSE first.first_seen END,
  first.last_seen = CASE WHEN first.last_seen IS NULL OR later.last_seen > first.last_seen THEN later.last_seen ELSE first.last_seen END
WITH later, first
CALL (later, first) {
  MATCH (later)<-[:NAMES]-(report)
  MERGE (report)-[:NAMES]->(first)
}
CALL (later, first) {
  MATCH (later)-[old:MEMBER_OF|WAS_MEMBER_OF]->(ring)
  WHERE NOT EXISTS { (first)-[t]->(ring) WHERE type(t) = type(old) }
  CREATE (first)-[new:$(type(old))]->(ring)
  SET new = properties(old)
}
CALL (later, first) {
  MATCH (later)-[old]->(other) WHERE NOT type(old) IN ['MEMBER_OF', 'WAS_MEMBER_OF'] AND other <> first
  WITH first, other, old, type(old) AS kind, properties(old) AS given
  DELETE old
  WITH first, other, kind, given
  CREATE (first)-[new:$(kind)]->(other)
  SET new = given
}
CALL (later, first) {
  MATCH (later)<-[old]-(other) WHERE type(old) <> 'NAMES' AND other <> first
  WITH first, other, old, type(old) AS kind, properties(old) AS given
  DELETE old
  WITH first, other, kind, given
  CREATE (first)<-[new:$(kind)]-(other)
  SET new = given
}
DETACH DELETE later
RETURN count(*) AS changed
