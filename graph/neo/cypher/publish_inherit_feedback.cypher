// What agencies said of a ring holds for a part that came out of it: who was found
// innocent there is not accused anew under another id.
UNWIND $rows AS row
MATCH (f:Feedback)-[x:ABOUT]->(:Ring {id: row.from})
MATCH (r:Ring {id: row.ring})
CREATE (f)-[y:ABOUT]->(r)
SET y = properties(x)
