// Returns whether a ring is published: 1 or 0.
MATCH (r:Ring {id: $id}) RETURN count(r) AS rings
