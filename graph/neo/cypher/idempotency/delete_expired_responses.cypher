// Deletes answers that are kept no longer, some at a time.
MATCH (r:Replay) WHERE r.until < datetime.realtime()
WITH r LIMIT 1000
DELETE r
