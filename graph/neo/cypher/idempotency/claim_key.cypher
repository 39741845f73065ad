// Takes an idempotency key of an agency for a request, unless it is taken: by a stored response, or for as long
// as another request with it may take. Returns what is stored. Writing first locks the key, so that of two
// requests one waits and sees the other's.
MERGE (r:Replay {agency: $agency, key: $key})
SET r.asked_at = datetime.realtime()
WITH r, r.until IS NULL OR r.until < datetime.realtime() AS free
SET r.request = CASE WHEN free THEN $request ELSE r.request END,
    r.holder = CASE WHEN free THEN $holder ELSE r.holder END,
    r.status = CASE WHEN free THEN null ELSE r.status END,
    r.body = CASE WHEN free THEN null ELSE r.body END,
    r.until = CASE WHEN free THEN datetime.realtime() + duration({milliseconds: $max_request_time}) ELSE r.until END
RETURN r.holder = $holder AS mine, r.request AS request, r.status AS status, r.type AS type, r.location AS location, r.body AS body
