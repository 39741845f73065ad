// Records which rings took others in or came out of them.
UNWIND $rows AS row
MATCH (r:Ring {id: row.ring}), (origin:Ring {id: row.from})
MERGE (r)-[:CAME_FROM]->(origin)
