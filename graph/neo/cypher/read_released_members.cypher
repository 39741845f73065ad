// Which members of rings passed to a new holder since the run that wrote the ring.
CYPHER replan=skip
MATCH (release:Release)-[:RELEASES]->(i:Identifier)-[:MEMBER_OF|WAS_MEMBER_OF]->(r:Ring)
OPTIONAL MATCH (r)-[:FOUND_IN]->(run:Run)
WITH r, i, release, coalesce(run.started_at, r.updated_at) AS since
WHERE release.received_at >= since AND release.released_at > coalesce(r.first_seen, datetime({year: 1970}))
RETURN r.id AS ring, collect(DISTINCT i.token) AS tokens
