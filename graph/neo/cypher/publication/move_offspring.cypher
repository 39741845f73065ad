// Hands what came from rings that changed on to their new selves. (After
// publish_keep_origins: a ring and what it came from may have changed both.)
CYPHER replan=skip
MATCH (heir)-[x:CAME_FROM]->(old:RingSuperseded)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (heir)-[:CAME_FROM]->(new)
DELETE x
