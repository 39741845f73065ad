// Deletes some rings that nobody sees: drafts of runs that never published, and rings
// that a publication replaced.
CALL () {
  MATCH (d:RingDraft) WHERE d.run <> $run RETURN d
  UNION
  MATCH (d:RingSuperseded) RETURN d
}
WITH d LIMIT 500
DETACH DELETE d
RETURN count(d) AS deleted
