// Takes a lease that nobody holds, or whose holder let it expire, by the database's own
// clock. Writing first locks the lease, so that of two takers one waits and sees the other.
// Who asks again, since the answer was lost, is known by the nonce and has it already.
MERGE (l:Lease {name: $name})
SET l.asked_at = datetime.realtime()
WITH l WHERE l.expires_at IS NULL OR l.expires_at < datetime.realtime() OR l.nonce = $nonce
SET l.token = CASE l.nonce WHEN $nonce THEN l.token ELSE coalesce(l.token, 0) + 1 END,
    l.holder = $holder, l.nonce = $nonce,
    l.expires_at = datetime.realtime() + duration({milliseconds: $ttl})
RETURN l.token AS token
