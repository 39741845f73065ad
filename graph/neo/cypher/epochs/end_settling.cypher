// Ends the settling of later tokens an hour after their claims changed: no transaction is going on any more that did
// not see it. A token without claims is an identifier of its own from then on.
UNWIND $rows AS row
MATCH (e:Unsettled {token: row.token}) WHERE e.unsettled_at < datetime.transaction() - duration('PT1H')
REMOVE e:Unsettled, e.unsettled_at
SET e.targets = row.targets
WITH e WHERE e.renamed IS NULL AND NOT EXISTS { (:Claim)-[:ABOUT]->(e) }
DELETE e
