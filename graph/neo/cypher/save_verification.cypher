// Keeps what a telco found of a number. What was found before is kept and counts no more.
MATCH (i:Identifier {token: $token})
MERGE (a:Agency {id: $agency})
CREATE (a)-[:GAVE]->(v:Verification {at: datetime.transaction()})-[:OF]->(i)
SET v += $properties
RETURN v.at AS at
