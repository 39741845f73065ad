// Moves the successors of replaced rings to their new versions. (After move_origins: a ring and its
// predecessor may both be replaced.)
CYPHER replan=skip
MATCH (heir)-[x:CAME_FROM]->(old:RingSuperseded)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (heir)-[:CAME_FROM]->(new)
DELETE x
