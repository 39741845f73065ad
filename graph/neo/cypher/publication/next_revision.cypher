// Shows readers that more is known of the published rings, though the rings are the same.
MATCH (p:Publication {name: 'rings'})
SET p.revision = coalesce(p.revision, 0) + 1
