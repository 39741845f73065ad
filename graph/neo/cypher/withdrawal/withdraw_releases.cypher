// Deletes withdrawn releases, and returns the tokens of their identifiers. An agency cannot withdraw a clearance.
UNWIND $ids AS id
MATCH (release:Release {id: id}) WHERE release.cleared IS NULL
OPTIONAL MATCH (release)-[:RELEASES]->(i:Identifier)
WITH release, i.token AS token
DETACH DELETE release
RETURN collect(DISTINCT token) AS tokens
