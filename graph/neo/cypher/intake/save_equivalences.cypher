// Stores claims that a later token is the same identifier as an earlier one. Returns the ids of those
// that are new. What follows from the claims about a token, settle_equivalences stores.
UNWIND $rows AS row
OPTIONAL MATCH (old:Claim {id: row.id})
WITH row, old WHERE old IS NULL
MERGE (e:Equivalence {token: row.token})
CREATE (:Claim {id: row.id, agency: $agency, same_as: row.claimed, received_at: datetime.transaction()})-[:ABOUT]->(e)
RETURN collect(row.id) AS created
