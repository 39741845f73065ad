// Which set of rings is the published one.
MATCH (p:Publication {name: 'rings'})
RETURN p.sequence AS sequence, p.run AS run, p.at AS at
