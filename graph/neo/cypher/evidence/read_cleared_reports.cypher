// Returns how many of the reports that an upheld dispute made void each agency filed.
MATCH (release:Release {cleared: true})-[:RELEASES]->(i:Identifier)<-[:NAMES]-(r:Report)
WHERE release.id IS :: STRING NOT NULL AND r.id IS :: STRING NOT NULL AND (r.received_at < release.released_at OR r.occurred_at < release.released_at)
WITH release.id AS id, split(r.id, '/')[0] AS agency, count(*) AS reports
RETURN id, collect(agency) AS agencies, collect(reports) AS reports
