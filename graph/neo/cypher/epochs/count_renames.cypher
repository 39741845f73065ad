// Counts identifiers that were merged or renamed. A cached copy of the evidence is read again then.
MERGE (n:Naming {id: 'naming'})
SET n.changes = coalesce(n.changes, 0) + $changes
