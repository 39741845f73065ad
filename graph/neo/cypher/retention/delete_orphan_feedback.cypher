// Deletes what agencies said about rings that are deleted.
MATCH (f:Feedback) WHERE NOT (f)-[:ABOUT]->()
DETACH DELETE f
