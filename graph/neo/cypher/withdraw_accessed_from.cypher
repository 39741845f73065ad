// Takes withdrawn ACCESSED_FROM links out of the graph, and answers whom they told of.
UNWIND $ids AS id
MATCH (a)-[l:ACCESSED_FROM {id: id}]->(b)
WITH l, [a.token, b.token] AS tokens, l.observed_at AS at
DELETE l
RETURN tokens, at
