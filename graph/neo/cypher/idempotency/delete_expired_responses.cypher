// Deletes some responses that have expired.
MATCH (r:Replay) WHERE r.until < datetime.realtime()
WITH r LIMIT 1000
DELETE r
