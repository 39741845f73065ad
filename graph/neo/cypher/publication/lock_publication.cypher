// Keeps others from publishing until the transaction ends, so that what it reads is
// one published set and not parts of two.
MERGE (p:Publication {name: 'rings'})
SET p.read_at = datetime.realtime()
RETURN coalesce(p.sequence, 0) AS sequence, coalesce(p.revision, 0) AS revision, p.run AS run, p.at AS at
