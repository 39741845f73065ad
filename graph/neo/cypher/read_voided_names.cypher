// Which reports don't name which identifiers any more, since a release voids it: what was
// reported before an identifier passed to its present holder, or at a time nobody knows,
// tells of an earlier one.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WITH i, max(release.released_at) AS since
MATCH (i)<-[:NAMES]-(r:Report)
WHERE r.occurred_at IS NULL OR r.occurred_at < since
RETURN collect(r.id) AS reports, collect(i.token) AS tokens
