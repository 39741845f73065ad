// A number, locked so that of two findings at a time one is the later, and the finding on it
// that counts: the latest, unless the number passed to a new holder since. A finding is of a
// day, and a release of that day came after it where it was received after it.
MATCH (i:Identifier {token: $token}) WHERE i:Number
SET i.token = i.token
WITH i
OPTIONAL MATCH (a:Agency)-[:GAVE]->(v:Verification)-[:OF]->(i)
WHERE NOT EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.released_at >= v.day + duration('P1D') OR r.released_at > v.day AND r.received_at > v.at }
RETURN i.token AS token, 'number' AS kind, a.id AS agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at
ORDER BY at DESC LIMIT 1
