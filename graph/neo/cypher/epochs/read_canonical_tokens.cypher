// Under which token the identifiers are kept that these later tokens name too.
UNWIND $tokens AS token
MATCH (e:Equivalence {token: token})
RETURN collect(e.token) AS tokens, collect(e.first) AS firsts
