// Deletes some rings that nobody sees: drafts of runs that never published, and rings
// that a publication replaced; but no more than have so many ties among them, the last one's
// aside. Members of which nothing else tells any more, since what did was withdrawn, go too;
// that a closed ring had them tells nothing.
CYPHER replan=skip
CALL () {
  MATCH (d:RingDraft) WHERE d.run <> $run RETURN d
  UNION
  MATCH (d:RingSuperseded) RETURN d
}
WITH d LIMIT $limit
WITH collect({ring: d, ties: COUNT { (d)--() }}) AS found
WITH size(found) AS there,
     reduce(some = {rings: [], ties: 0}, f IN found |
       CASE WHEN some.ties < $ties THEN {rings: some.rings + [f.ring], ties: some.ties + f.ties} ELSE some END).rings AS rings
CALL (rings) {
  UNWIND rings AS d
  OPTIONAL MATCH (i)-[:MEMBER_OF|WAS_MEMBER_OF]->(d)
  RETURN collect(DISTINCT i) AS members
}
FOREACH (d IN rings | DETACH DELETE d)
WITH there = $limit OR size(rings) < there AS more, members
CALL (members) {
  UNWIND members AS i
  SET i:Identifier // a label that is there locks them, so that none is joined to anything meanwhile
  WITH i WHERE NOT EXISTS { (i)-[t]-() WHERE type(t) <> 'WAS_MEMBER_OF' }
  DETACH DELETE i
}
RETURN more
