// Returns which members of rings passed to a new holder, or were cleared, since the run that wrote the ring.
CYPHER replan=skip
MATCH (release:Release)-[:RELEASES]->(i:Identifier)-[:MEMBER_OF|WAS_MEMBER_OF]->(r:Ring)
OPTIONAL MATCH (r)-[:FOUND_IN]->(run:Run)
WITH r, i, release, coalesce(run.started_at, r.updated_at) AS since
WHERE release.received_at >= since AND release.released_at > coalesce(r.first_seen, datetime({year: 1970}))
WITH r, i, max(CASE WHEN release.cleared THEN 0 ELSE 1 END) AS passed
WHERE r.id IS :: STRING NOT NULL AND i.token IS :: STRING NOT NULL
RETURN r.id AS ring, collect(CASE passed WHEN 1 THEN i.token END) AS released, collect(CASE passed WHEN 0 THEN i.token END) AS cleared
