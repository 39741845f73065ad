// Whether a ring is published.
MATCH (r:Ring {id: $id}) RETURN count(r) AS rings
