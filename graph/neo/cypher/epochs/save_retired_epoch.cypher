// Records that an epoch is retired: what is filed under its tokens later is renamed by the next run.
MERGE (n:Naming {id: 'naming'})
SET n.retired = [e IN coalesce(n.retired, []) WHERE e <> $epoch] + [$epoch]
