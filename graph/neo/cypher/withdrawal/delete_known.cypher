// Deletes entries of the register of known businesses by their ids. Returns the tokens of their identifiers.
UNWIND $ids AS id
MATCH (k:Known {id: id})
OPTIONAL MATCH (k)-[:DESCRIBES]->(i)
WITH k, i.token AS token
DETACH DELETE k
RETURN collect(DISTINCT token) AS tokens
