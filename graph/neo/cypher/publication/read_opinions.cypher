// What agencies say of rings, the latest of each.
CYPHER replan=skip
MATCH (r:Ring)<-[:ABOUT {current: true}]-(f:Feedback)
WITH r, f ORDER BY f.at
RETURN r.id AS ring, collect(f) AS opinions
