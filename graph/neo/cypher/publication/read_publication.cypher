// Returns which publication is the current one.
MATCH (p:Publication {name: 'rings'})
RETURN p.sequence AS sequence, coalesce(p.revision, 0) AS revision, p.run AS run, p.at AS at
