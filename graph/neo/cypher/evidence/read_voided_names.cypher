// Returns which reports no longer name which identifiers, since a release makes it void: what was reported
// before an identifier passed to its present holder, or at an unknown time, is about an earlier holder. What
// was filed or happened before an identifier was cleared does not count either.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WITH i, max(CASE WHEN release.cleared IS NULL THEN release.released_at END) AS passed, max(CASE WHEN release.cleared THEN release.released_at END) AS cleared
MATCH (i)<-[:NAMES]-(r:Report)
WHERE r.id IS NOT NULL AND i.token IS NOT NULL AND
  (passed IS NOT NULL AND (r.occurred_at IS NULL OR r.occurred_at < passed)
   OR cleared IS NOT NULL AND (r.received_at < cleared OR r.occurred_at < cleared))
RETURN collect(r.id) AS reports, collect(i.token) AS tokens
