// Returns whether a lease is free: it was given back, or its holder let it expire.
OPTIONAL MATCH (l:Lease {name: $name})
RETURN coalesce(l.expires_at < datetime.realtime(), true) AS free
