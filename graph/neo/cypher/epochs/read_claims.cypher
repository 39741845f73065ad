// Returns the claims about some later tokens, in columns: a row for each claim, and one with empty columns for a
// token without claims. A renamed token has no claims: it leads to the newest token of its identifier. An owned
// one was claimed by the only agency that ever filed anything of the identifier, and its epoch is retired.
UNWIND $batch.tokens AS token
MATCH (e:Equivalence {token: token})
OPTIONAL MATCH (c:Claim)-[:ABOUT]->(e) WHERE c.same_as IS :: STRING NOT NULL AND c.agency IS :: STRING NOT NULL
RETURN collect(token) AS tokens, collect(CASE WHEN e.renamed AND e.first IS :: STRING NOT NULL THEN e.first ELSE '' END) AS renamed,
       collect(coalesce(c.agency, '')) AS agencies, collect(coalesce(c.same_as, '')) AS earlier,
       collect(c IS NOT NULL AND (e.owned IS NOT NULL OR EXISTS { (:Agency {id: c.agency, kind: 'operator'}) })) AS operators
