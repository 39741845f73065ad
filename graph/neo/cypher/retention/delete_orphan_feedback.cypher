// Deletes what agencies said of rings that are there no more.
MATCH (f:Feedback) WHERE NOT (f)-[:ABOUT]->()
DETACH DELETE f
