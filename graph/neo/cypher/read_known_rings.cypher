// Every ring as the last run left it, with its members, or those it had when it was closed.
// Released are those who passed to a new holder since the run that wrote the ring.
MATCH (r:Ring)
OPTIONAL MATCH (r)-[:FOUND_IN]->(run:Run)
WITH r, coalesce(run.started_at, r.updated_at) AS since
CALL (r, since) {
  OPTIONAL MATCH (i:Identifier)-[m:MEMBER_OF|WAS_MEMBER_OF]->(r)
  RETURN collect(CASE WHEN i IS NULL THEN null WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds,
         collect(i.token) AS tokens, collect(m.strength) AS strengths,
         collect(CASE WHEN EXISTS { (i)<-[:RELEASES]-(release:Release)
           WHERE release.received_at >= since AND release.released_at > coalesce(r.first_seen, datetime({year: 1970})) } THEN i.token END) AS released
}
RETURN r AS ring, kinds, tokens, strengths, released,
       COLLECT { MATCH (r)<-[:ABOUT {current: true}]-(f:Feedback) RETURN f ORDER BY f.at } AS opinions
ORDER BY r.id
