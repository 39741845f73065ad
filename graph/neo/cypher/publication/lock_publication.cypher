// Keeps other transactions from publishing until this one ends, so that what it reads is one publication.
MERGE (p:Publication {name: 'rings'})
SET p.read_at = datetime.realtime()
RETURN coalesce(p.sequence, 0) AS sequence, coalesce(p.revision, 0) AS revision, p.run AS run, p.at AS at
