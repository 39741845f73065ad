// Gives an idempotency key back: the request with it did nothing.
MATCH (r:Replay {agency: $agency, key: $key, holder: $holder}) DELETE r
