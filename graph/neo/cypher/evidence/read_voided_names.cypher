// Which reports don't name which identifiers any more, since a release voids it: what was
// reported before an identifier passed to its present holder, or at a time nobody knows,
// tells of an earlier one; and what was filed or happened before an identifier was cleared tells nothing.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WITH i, max(CASE WHEN release.cleared IS NULL THEN release.released_at END) AS passed, max(CASE WHEN release.cleared THEN release.released_at END) AS cleared
MATCH (i)<-[:NAMES]-(r:Report)
WHERE passed IS NOT NULL AND (r.occurred_at IS NULL OR r.occurred_at < passed)
   OR cleared IS NOT NULL AND (r.received_at < cleared OR r.occurred_at < cleared)
RETURN collect(r.id) AS reports, collect(i.token) AS tokens
