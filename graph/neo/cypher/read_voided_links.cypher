// The ids of the links that a release voids: what was seen before an identifier passed to
// its present holder, or at a time nobody knows, tells of an earlier one.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WITH i, max(release.released_at) AS since
MATCH (i)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-()
WITH DISTINCT l, since
WHERE l.observed_at IS NULL OR l.observed_at < since
RETURN collect(DISTINCT l.id) AS ids
