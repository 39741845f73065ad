// How many releases there are, which Neo4j knows without counting.
MATCH (release:Release)
RETURN count(release) AS releases
