// Hands what rings that changed came from on to their new selves.
MATCH (old:RingSuperseded)-[x:CAME_FROM]->(origin)
MATCH (new:Ring {id: old.id})
CREATE (new)-[:CAME_FROM]->(origin)
DELETE x
