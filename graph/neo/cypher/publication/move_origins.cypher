// Hands what rings that changed came from on to their new selves.
CYPHER replan=skip
MATCH (old:RingSuperseded)-[x:CAME_FROM]->(origin)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (new)-[:CAME_FROM]->(origin)
DELETE x
