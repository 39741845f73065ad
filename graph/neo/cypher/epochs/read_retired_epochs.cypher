// Returns which epochs are retired.
OPTIONAL MATCH (n:Naming {id: 'naming'})
RETURN coalesce(n.retired, []) AS retired
