// Returns the ids of the links that a release makes void: what was seen before an identifier passed to its
// present holder, or at an unknown time, is about an earlier holder. What was filed or seen before an
// identifier was cleared does not count either.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WITH i, max(CASE WHEN release.cleared IS NULL THEN release.released_at END) AS passed, max(CASE WHEN release.cleared THEN release.released_at END) AS cleared
MATCH (i)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-()
WITH DISTINCT l, passed, cleared
WHERE passed IS NOT NULL AND (l.observed_at IS NULL OR l.observed_at < passed)
   OR cleared IS NOT NULL AND (l.received_at < cleared OR l.observed_at < cleared)
RETURN collect(DISTINCT l.id) AS ids
