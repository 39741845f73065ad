// Counts the releases. Neo4j knows the number without counting.
MATCH (release:Release)
RETURN count(release) AS releases
