// Returns, of numbers that a telco verified, the findings that count, in columns: the latest of each agency, unless
// the number was cleared or passed to a new holder afterwards. That it passed, the agency itself, an operator, or
// two agencies say. (local is an agency of which it is unknown who it is.) A finding that it is verified is left out
// where a dispute about the number is open or was rejected since.
MATCH (:Verification {finding: 'verified'})-[:OF]->(i:Identifier) WHERE i.token IS :: STRING NOT NULL
WITH DISTINCT i
MATCH (a:Agency)-[:GAVE]->(v:Verification)-[:OF]->(i)
WHERE v.finding IS :: STRING NOT NULL AND v.day IS :: ZONED DATETIME NOT NULL
  AND NOT EXISTS { (a)-[:GAVE]->(later:Verification)-[:OF]->(i) WHERE later.at > v.at }
  AND NOT (v.finding = 'verified' AND EXISTS { (d:Dispute)-[:OF]->(i) WHERE d.status = 'open' OR d.status = 'rejected' AND d.decided_at >= v.at })
WITH i, a, v, COLLECT { MATCH (r:Release)-[:RELEASES]->(i) WHERE r.released_at IS :: ZONED DATETIME NOT NULL RETURN r } AS releases,
     CASE WHEN v.day < v.at THEN v.day ELSE v.at END AS since
WHERE NOT coalesce(any(r IN releases WHERE r.received_at >= v.at AND (r.cleared IS NOT NULL OR r.released_at >= since AND r.released_at <= datetime.realtime()
    AND (r.agency = a.id OR EXISTS { (:Agency {id: r.agency, kind: 'operator'}) } OR any(other IN releases
      WHERE other.cleared IS NULL AND other.agency <> r.agency AND NOT 'local' IN [other.agency, r.agency]
        AND other.released_at >= since AND other.released_at <= datetime.realtime()
        AND other.released_at >= r.released_at - duration('P30D') AND other.released_at <= r.released_at + duration('P30D'))))), false) // what is unknown of a damaged release
RETURN collect(i.token) AS tokens, collect(v.finding) AS findings, collect(CASE WHEN v.reason IS :: STRING NOT NULL THEN v.reason ELSE '' END) AS reasons,
       collect(v.day) AS days
