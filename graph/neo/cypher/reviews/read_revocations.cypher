// Returns numbers that telcos disconnected, in the order of their tokens: where that is the telco's last finding,
// and the number was not cleared and did not pass to a new holder afterwards. That it passed, the telco itself,
// an operator, or two agencies say. Of several findings the first. (local is an agency of which it is unknown who
// it is.)
MATCH (a:Agency)-[:GAVE]->(v:Verification {finding: 'disconnected'})-[:OF]->(i:Identifier)
WHERE i.token > $after AND v.at >= $since AND ($regions = [] OR a.id = $caller OR any(region IN CASE WHEN v.regions IS :: LIST<STRING NOT NULL> NOT NULL THEN v.regions ELSE [] END WHERE region IN $regions))
  AND NOT EXISTS { (a)-[:GAVE]->(later:Verification)-[:OF]->(i) WHERE later.at > v.at }
  AND NOT EXISTS { (r:Release)-[:RELEASES]->(i) WHERE r.received_at >= v.at AND (r.cleared OR r.released_at >= CASE WHEN v.day < v.at THEN v.day ELSE v.at END
    AND r.released_at <= datetime.realtime() AND (r.agency = a.id OR EXISTS { (:Agency {id: r.agency, kind: 'operator'}) } OR EXISTS {
      (other:Release)-[:RELEASES]->(i) WHERE other.cleared IS NULL AND other.agency <> r.agency AND NOT 'local' IN [other.agency, r.agency]
        AND other.released_at >= CASE WHEN v.day < v.at THEN v.day ELSE v.at END AND other.released_at <= datetime.realtime()
        AND other.released_at >= r.released_at - duration('P30D') AND other.released_at <= r.released_at + duration('P30D') })) }
WITH i, a, v ORDER BY i.token, v.at
WITH i, collect(v)[0] AS v, collect(a.id)[0] AS agency
RETURN i.token AS token, 'number' AS kind, agency, v.finding AS finding, v.reason AS reason, v.day AS day, v.note AS note, v.regions AS regions, v.at AS at
ORDER BY token LIMIT $limit
