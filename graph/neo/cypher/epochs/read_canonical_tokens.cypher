// Returns the canonical token of each of these that is a later token.
UNWIND $tokens AS token
MATCH (e:Equivalence {token: token})
RETURN collect(e.token) AS tokens, collect(e.first) AS firsts
