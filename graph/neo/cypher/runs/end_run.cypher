// Records how a run ended, unless that is recorded.
MATCH (r:Run {id: $id})
FOREACH (_ IN CASE r.status WHEN 'running' THEN [1] ELSE [] END |
  SET r += $properties, r.finished_at = datetime.realtime())
RETURN r.finished_at AS at, r.status AS status
