// Records how a run ended.
MATCH (r:Run {id: $id})
SET r += $properties, r.finished_at = datetime.realtime()
RETURN r.finished_at AS at
