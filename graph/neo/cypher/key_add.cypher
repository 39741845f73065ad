// Gives an agency a key, of which only the hash is kept.
MATCH (a:Agency {id: $id})
MERGE (k:Key {hash: $hash})
ON CREATE SET k.created_at = datetime.transaction()
MERGE (a)-[:HOLDS]->(k)
