// Shows readers that there is a new publication.
MERGE (p:Publication {name: 'rings'})
SET p.sequence = coalesce(p.sequence, 0) + 1, p.run = $run, p.at = datetime.transaction()
