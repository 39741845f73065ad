// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Deletes RELATION links, and returns the tokens of both ends.
UNWIND $ids AS id
MATCH (a)-[l:RELATION {id: id}]->(b)
WITH l, [a.token, b.token] AS tokens, l.observed_at AS at
DELETE l
RETURN tokens, at
