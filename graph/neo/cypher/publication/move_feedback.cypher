// Moves what agencies said about replaced rings to their new versions.
CYPHER replan=skip
MATCH (f:Feedback)-[x:ABOUT]->(old:RingSuperseded)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (f)-[y:ABOUT]->(new)
SET y = properties(x)
DELETE x
