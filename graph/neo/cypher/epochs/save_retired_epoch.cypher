// Records that an epoch is retired: what is said of it later is renamed with the next run.
MERGE (n:Naming {id: 'naming'})
SET n.retired = [e IN coalesce(n.retired, []) WHERE e <> $epoch] + [$epoch]
