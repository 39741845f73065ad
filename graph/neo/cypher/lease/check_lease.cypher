// Returns a row if the lease is still this holder's, and keeps it so until the transaction ends: a process
// that wants to take it over waits for the lock.
MATCH (l:Lease {name: $name})
SET l.asked_at = datetime.realtime()
WITH l WHERE l.token = $token AND l.expires_at IS NOT NULL
RETURN l.token AS token
