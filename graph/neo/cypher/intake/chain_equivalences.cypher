// What was kept under a token that turns out to be a later one itself is kept under that
// one's first.
UNWIND $tokens AS token
MATCH (e:Equivalence {token: token})
MATCH (later:Equivalence {first: token})
SET later:Unsettled, later.first = e.first, later.unsettled_at = datetime.transaction(), later.said_at = datetime.transaction()
