// Returns the tokens that are claimed to be later tokens of some.
UNWIND $batch.tokens AS token
MATCH (c:Claim {same_as: token})-[:ABOUT]->(e:Equivalence)
WHERE e.token IS :: STRING NOT NULL
RETURN collect(DISTINCT e.token) AS tokens
