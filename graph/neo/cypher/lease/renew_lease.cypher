// Extends a lease that is still this holder's.
MATCH (l:Lease {name: $name})
SET l.asked_at = datetime.realtime()
WITH l WHERE l.token = $token AND l.expires_at IS NOT NULL
SET l.expires_at = datetime.realtime() + duration({milliseconds: $ttl})
RETURN l.token AS token
