// Hands what agencies said of rings that changed on to their new selves.
CYPHER replan=skip
MATCH (f:Feedback)-[x:ABOUT]->(old:RingSuperseded)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (f)-[y:ABOUT]->(new)
SET y = properties(x)
DELETE x
