// Records that a run began.
CREATE (r:Run {id: $id})
SET r += $properties, r.status = 'running', r.started_at = datetime.realtime()
RETURN r.started_at AS at
