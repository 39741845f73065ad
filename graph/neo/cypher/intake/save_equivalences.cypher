// Stores claims that a later token is the same identifier as an earlier one. Returns the ids of those
// that are new. The first claim about a token counts. One that says otherwise is stored too, for people to
// look into, and changes nothing.
UNWIND $rows AS row
OPTIONAL MATCH (old:Claim {id: row.id})
WITH row, old WHERE old IS NULL
MERGE (e:Equivalence {token: row.token})
ON CREATE SET e:Unsettled, e.first = row.first, e.unsettled_at = datetime.transaction(), e.said_at = datetime.transaction()
CREATE (:Claim {id: row.id, agency: $agency, same_as: row.claimed, received_at: datetime.transaction()})-[:ABOUT]->(e)
RETURN collect(row.id) AS created
