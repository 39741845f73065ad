// The relationships that a release voids: what was seen before an identifier passed
// to its present holder, or at a time nobody knows, tells of an earlier one.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WITH i, max(release.released_at) AS since
MATCH (i)-[l:NAMES|USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-()
WITH DISTINCT l, since, coalesce(l.observed_at, startNode(l).occurred_at) AS seen
WHERE seen IS NULL OR seen < since
WITH DISTINCT l
WITH id(startNode(l)) AS a, id(endNode(l)) AS b
RETURN collect(a) AS froms, collect(b) AS tos, a / 10000 AS range
