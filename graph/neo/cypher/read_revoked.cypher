// Numbers that telcos disconnected, in the order of their tokens: where that is the latest
// that was found of them, and they did not pass to a new holder since.
MATCH (v:Verification {finding: 'disconnected'})-[:OF]->(i:Identifier)
WHERE i.token > $after AND v.at >= $since AND ($regions = [] OR any(region IN v.regions WHERE region IN $regions))
  AND NOT EXISTS { (later:Verification)-[:OF]->(i) WHERE later.at > v.at }
  AND NOT EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.released_at >= v.day + duration('P1D') OR r.released_at > v.day AND r.received_at > v.at }
MATCH (a:Agency)-[:GAVE]->(v)
RETURN i.token AS token, 'number' AS kind, a.id AS agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at
ORDER BY token LIMIT $limit
