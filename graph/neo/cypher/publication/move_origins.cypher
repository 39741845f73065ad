// Moves the predecessors of replaced rings to their new versions.
CYPHER replan=skip
MATCH (old:RingSuperseded)-[x:CAME_FROM]->(origin)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (new)-[:CAME_FROM]->(origin)
DELETE x
