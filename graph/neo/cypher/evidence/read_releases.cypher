// Returns all releases and clearances with the tokens of their identifiers, in columns, whether an operator filed
// them, and Neo4j's clock: one row for some 10,000 nodes.
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WHERE i.token IS :: STRING NOT NULL AND release.agency IS :: STRING NOT NULL AND release.released_at IS :: ZONED DATETIME NOT NULL
WITH id(i) / 10000 AS range, datetime.realtime() AS now, i.token AS token, release, EXISTS { (:Agency {id: release.agency, kind: 'operator'}) } AS operator
RETURN range, min(now) AS now, collect(token) AS tokens, collect(release.agency) AS agencies, collect(release.released_at) AS days,
       collect(operator) AS operators, collect(release.cleared IS NOT NULL) AS cleared
