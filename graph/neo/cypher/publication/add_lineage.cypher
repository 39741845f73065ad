// Records which rings took others in or split from them.
CYPHER replan=skip
UNWIND $batch.rows AS row
MATCH (r:Ring {id: row.ring}), (origin:Ring {id: row.from})
USING INDEX r:Ring(id)
USING INDEX origin:Ring(id)
MERGE (r)-[:CAME_FROM]->(origin)
