// Records that a run began, once: its id holds the lease's fencing token.
MERGE (r:Run {id: $id})
ON CREATE SET r += $properties, r.status = 'running', r.started_at = datetime.realtime()
RETURN r.started_at AS at
