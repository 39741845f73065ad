// Tells readers that there is a new published set.
MERGE (p:Publication {name: 'rings'})
SET p.sequence = coalesce(p.sequence, 0) + 1, p.run = $run, p.at = datetime.transaction()
