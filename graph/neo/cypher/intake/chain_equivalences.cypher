// These tokens turned out to be later tokens themselves. Gives the later tokens of their own the canonical
// token that they have.
UNWIND $tokens AS token
MATCH (e:Equivalence {token: token})
MATCH (later:Equivalence {first: token})
SET later:Unsettled, later.first = e.first, later.unsettled_at = datetime.transaction(), later.said_at = datetime.transaction()
