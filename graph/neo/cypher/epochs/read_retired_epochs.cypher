// Which epochs are retired.
OPTIONAL MATCH (n:Naming {id: 'naming'})
RETURN coalesce(n.retired, []) AS epochs
