// Takes a lease that nobody holds, or whose holder let it expire, by the database's own
// clock. Writing first locks the lease, so that of two takers one waits and sees the other.
MERGE (l:Lease {name: $name})
SET l.asked_at = datetime.realtime()
WITH l WHERE l.expires_at IS NULL OR l.expires_at < datetime.realtime()
SET l.holder = $holder, l.token = coalesce(l.token, 0) + 1,
    l.expires_at = datetime.realtime() + duration({milliseconds: $ttl})
RETURN l.token AS token
