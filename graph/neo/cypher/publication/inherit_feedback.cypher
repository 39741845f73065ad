// What agencies said of a ring holds for a part that came out of it: who was found
// innocent there is not accused anew under another id.
CYPHER replan=skip
UNWIND $batch.rows AS row
MATCH (f:Feedback)-[x:ABOUT]->(origin:Ring {id: row.from})
USING INDEX origin:Ring(id)
MATCH (r:Ring {id: row.ring})
USING INDEX r:Ring(id)
CREATE (f)-[y:ABOUT]->(r)
SET y = properties(x)
