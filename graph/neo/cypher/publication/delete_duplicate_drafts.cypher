// Deletes drafts that were written twice, as they could be before a constraint forbade it: with them the
// constraint could not be created.
MATCH (d:RingDraft)
WITH d.run AS run, d.id AS id, collect(d) AS same
UNWIND same[1..] AS d
DETACH DELETE d
