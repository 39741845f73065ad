// Stores the response to a request with an idempotency key.
MATCH (r:Replay {agency: $agency, key: $key, holder: $holder})
SET r.status = $status, r.type = $type, r.location = $location, r.body = $body,
    r.until = datetime.realtime() + duration({milliseconds: $lifetime})
