// Returns the latest feedback of each agency on each ring.
CYPHER replan=skip
MATCH (r:Ring)<-[:ABOUT {current: true}]-(f:Feedback)
WHERE r.id IS :: STRING NOT NULL
WITH r, f ORDER BY f.at
RETURN r.id AS ring, collect(f) AS opinions
