// The findings on some numbers that count: of each the latest, unless the number passed to a
// new holder since.
UNWIND $batch.tokens AS token
MATCH (a:Agency)-[:GAVE]->(v:Verification)-[:OF]->(i:Identifier {token: token})
WHERE NOT EXISTS { (later:Verification)-[:OF]->(i) WHERE later.at > v.at }
  AND NOT EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.released_at >= v.day + duration('P1D') OR r.released_at > v.day AND r.received_at > v.at }
RETURN i.token AS token, 'number' AS kind, a.id AS agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at
