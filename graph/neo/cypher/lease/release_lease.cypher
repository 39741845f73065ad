// Gives a lease back, unless another process has it by now.
MATCH (l:Lease {name: $name})
SET l.asked_at = datetime.realtime()
WITH l WHERE l.token = $token
SET l.expires_at = null, l.holder = null
