// Stores that an agency disputes the flag of an identifier, under a number of its own; as is the token that it was
// filed on, if the identifier is stored under another.
MATCH (i:Identifier {token: $token})
MERGE (c:Counter {name: 'disputes'})
SET c.last = coalesce(c.last, 0) + 1
MERGE (a:Agency {id: $agency})
CREATE (a)-[:FILED]->(d:Dispute {number: c.last, status: 'open', opened_at: datetime.transaction()})-[:OF {as: $as}]->(i)
SET d += $properties
RETURN d.number AS number, d.opened_at AS at
