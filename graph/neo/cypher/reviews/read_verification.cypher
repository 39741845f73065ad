// Returns a number, locked so that of two findings at a time one is the later (by a label that is there: a
// property would be set to what it was before the wait), the last finding of an agency on it, and whether it
// passed to a new holder, or was cleared, after the day of the new finding.
MATCH (i:Identifier {token: $token}) WHERE i:Number
SET i:Identifier
WITH i
OPTIONAL MATCH (a:Agency {id: $agency})-[:GAVE]->(v:Verification)-[:OF]->(i)
WITH i, a, v ORDER BY v.at DESC LIMIT 1
RETURN i.token AS token, 'number' AS kind, a.id AS agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at,
       EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.released_at >= $day + duration('P1D') AND r.released_at <= datetime.realtime() } AS passed
