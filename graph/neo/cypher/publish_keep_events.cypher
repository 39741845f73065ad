// Hands the history of rings that changed on to their new selves.
MATCH (old:RingSuperseded)-[x:LAST_EVENT]->(e:RingEvent)
MATCH (new:Ring {id: old.id})
CREATE (new)-[:LAST_EVENT]->(e)
DELETE x
