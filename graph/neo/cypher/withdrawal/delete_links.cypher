// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Takes withdrawn RELATION links out of the graph, and answers whom they told of.
UNWIND $ids AS id
MATCH (a)-[l:RELATION {id: id}]->(b)
WITH l, [a.token, b.token] AS tokens, l.observed_at AS at
DELETE l
RETURN tokens, at
