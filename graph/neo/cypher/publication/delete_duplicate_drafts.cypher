// Deletes drafts that were written twice, as they could be before a constraint forbade it: it
// could not be created beside them.
MATCH (d:RingDraft)
WITH d.run AS run, d.id AS id, collect(d) AS same
UNWIND same[1..] AS d
DETACH DELETE d
