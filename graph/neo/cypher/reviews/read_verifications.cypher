// Returns the findings on some numbers that count: the latest of each agency, the latest first, unless the
// number was cleared or passed to a new holder afterwards. That it passed, the agency itself, an operator, or
// two agencies say. Later tokens lead to the number too. (local is an agency of which it is unknown who it is.)
UNWIND $batch.tokens AS requested
OPTIONAL MATCH (e:Equivalence {token: requested})
WITH requested, coalesce(e.first, requested) AS token
MATCH (a:Agency)-[:GAVE]->(v:Verification)-[:OF]->(i:Identifier {token: token})
WHERE NOT EXISTS { (a)-[:GAVE]->(later:Verification)-[:OF]->(i) WHERE later.at > v.at }
  AND NOT EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.received_at >= v.at AND (r.cleared OR r.released_at >= CASE WHEN v.day < v.at THEN v.day ELSE v.at END
    AND r.released_at <= datetime.realtime() AND (r.agency = a.id OR EXISTS { (:Agency {id: r.agency, kind: 'operator'}) } OR EXISTS {
      (other:Release)-[:RELEASES]->(i) WHERE other.cleared IS NULL AND other.agency <> r.agency AND NOT 'local' IN [other.agency, r.agency]
        AND other.released_at >= CASE WHEN v.day < v.at THEN v.day ELSE v.at END AND other.released_at <= datetime.realtime()
        AND other.released_at >= r.released_at - duration('P30D') AND other.released_at <= r.released_at + duration('P30D') })) }
RETURN requested, i.token AS token, 'number' AS kind, a.id AS agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at
ORDER BY at DESC
