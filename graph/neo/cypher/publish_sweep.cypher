// Deletes some rings that nobody sees: drafts of runs that never published, and rings
// that a publication replaced. Members of which nothing else tells any more, since what
// did was withdrawn, go too; that a closed ring had them tells nothing.
CALL () {
  MATCH (d:RingDraft) WHERE d.run <> $run RETURN d
  UNION
  MATCH (d:RingSuperseded) RETURN d
}
WITH d LIMIT $limit
OPTIONAL MATCH (i)-[:MEMBER_OF|WAS_MEMBER_OF]->(d)
WITH collect(DISTINCT d) AS rings, collect(DISTINCT i) AS members
FOREACH (d IN rings | DETACH DELETE d)
WITH size(rings) AS deleted, members
CALL (members) {
  UNWIND members AS i
  SET i.first_seen = i.first_seen // locks them, so that none is joined to anything meanwhile
  WITH i WHERE NOT EXISTS { (i)-[t]-() WHERE type(t) <> 'WAS_MEMBER_OF' }
  DETACH DELETE i
}
RETURN deleted
