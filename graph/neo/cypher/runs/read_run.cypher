// Returns one run.
MATCH (r:Run {id: $id}) RETURN r AS run
