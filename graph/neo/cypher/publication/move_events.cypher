// Moves the history of replaced rings to their new versions.
CYPHER replan=skip
MATCH (old:RingSuperseded)-[x:LAST_EVENT]->(e:RingEvent)
MATCH (new:Ring {id: old.id})
USING INDEX new:Ring(id)
CREATE (new)-[:LAST_EVENT]->(e)
DELETE x
