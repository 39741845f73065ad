// Deletes some rings that no reader sees: drafts of runs that never published, and replaced rings. It stops
// once these have $max_relationships. It also deletes members that nothing else is joined to, since their records
// were withdrawn. Having been a member of a closed ring does not count.
CYPHER replan=skip
CALL () {
  MATCH (d:RingDraft) WHERE d.run <> $run RETURN d
  UNION
  MATCH (d:RingSuperseded) RETURN d
}
WITH d LIMIT $limit
WITH collect({ring: d, relationships: COUNT { (d)--() }}) AS found
WITH size(found) AS number,
     reduce(some = {rings: [], relationships: 0}, f IN found |
       CASE WHEN some.relationships < $max_relationships THEN {rings: some.rings + [f.ring], relationships: some.relationships + f.relationships} ELSE some END).rings AS rings
CALL (rings) {
  UNWIND rings AS d
  OPTIONAL MATCH (i)-[:MEMBER_OF|WAS_MEMBER_OF]->(d)
  RETURN collect(DISTINCT i) AS members
}
FOREACH (d IN rings | DETACH DELETE d)
WITH number = $limit OR size(rings) < number AS more, members
CALL (members) {
  UNWIND members AS i
  SET i:Identifier // setting a label that is there locks them, so that nothing is joined to them meanwhile
  WITH i WHERE NOT EXISTS { (i)-[t]-() WHERE type(t) <> 'WAS_MEMBER_OF' }
  DETACH DELETE i
}
RETURN more
