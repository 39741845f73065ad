// What agencies said about a ring holds for a part that split from it: a person who was found innocent
// there is not accused again under another id.
CYPHER replan=skip
UNWIND $batch.rows AS row
MATCH (f:Feedback)-[x:ABOUT]->(origin:Ring {id: row.from})
USING INDEX origin:Ring(id)
MATCH (r:Ring {id: row.ring})
USING INDEX r:Ring(id)
CREATE (f)-[y:ABOUT]->(r)
SET y = properties(x)
