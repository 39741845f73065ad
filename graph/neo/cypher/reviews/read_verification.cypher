// Returns a number, locked so that of two findings at a time one is the later (by a label that is there: a
// property would be set to what it was before the wait), the last finding of an agency on it, and whether it
// passed to a new holder, or was cleared, after the day of the new finding. That it passed, the agency itself, an
// operator, or two agencies say. (local is an agency of which it is unknown who it is.)
MATCH (i:Identifier {token: $token}) WHERE i:Number
SET i:Identifier
WITH i
OPTIONAL MATCH (a:Agency {id: $agency})-[:GAVE]->(v:Verification)-[:OF]->(i)
WITH i, a, v ORDER BY v.at DESC LIMIT 1
RETURN i.token AS token, 'number' AS kind, a.id AS agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at,
       EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.released_at >= $day + duration('P1D') AND r.released_at <= datetime.realtime()
         AND (r.cleared OR r.agency = $agency OR EXISTS { (:Agency {id: r.agency, kind: 'operator'}) } OR EXISTS {
      (other:Release)-[:RELEASES]->(i) WHERE other.cleared IS NULL AND other.agency <> r.agency AND NOT 'local' IN [other.agency, r.agency]
        AND other.released_at >= $day + duration('P1D') AND other.released_at <= datetime.realtime()
        AND other.released_at >= r.released_at - duration('P30D') AND other.released_at <= r.released_at + duration('P30D') }) } AS passed
