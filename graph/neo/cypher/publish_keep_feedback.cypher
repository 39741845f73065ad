// Hands what agencies said of rings that changed on to their new selves.
MATCH (f:Feedback)-[x:ABOUT]->(old:RingSuperseded)
MATCH (new:Ring {id: old.id})
CREATE (f)-[y:ABOUT]->(new)
SET y = properties(x)
DELETE x
