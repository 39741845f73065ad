// Returns all credentials that an agency ever had; no row if there is no such agency.
MATCH (a:Agency {id: $id})
RETURN a.id AS id, COLLECT { MATCH (a)-[:HOLDS]->(k:Key) RETURN k ORDER BY k.created_at, k.hash } AS credentials
