// Marks runs that never ended, though a later one began, as abandoned.
MATCH (r:Run {status: 'running'})
WHERE r.sequence < $sequence
SET r.status = 'abandoned', r.finished_at = datetime.realtime(),
    r.reason = 'its process ended or lost its lease before the run was finished'
