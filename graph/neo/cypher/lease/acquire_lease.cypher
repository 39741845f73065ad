// Takes a lease that is free, or that its holder let expire, by the database's own clock. Writing first locks
// the lease, so that of two processes one waits and sees the other's. A process that tries again since the answer was
// lost is recognised by its nonce, and has the lease. An expiry that is no time counts as none.
MERGE (l:Lease {name: $name})
SET l.asked_at = datetime.realtime()
WITH l WHERE NOT coalesce(l.expires_at >= datetime.realtime(), false) OR l.nonce = $nonce
SET l.token = CASE l.nonce WHEN $nonce THEN l.token ELSE coalesce(l.token, 0) + 1 END,
    l.holder = $holder, l.nonce = $nonce,
    l.expires_at = datetime.realtime() + duration({milliseconds: $ttl})
RETURN l.token AS token
