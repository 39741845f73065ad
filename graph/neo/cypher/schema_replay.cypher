// What is kept of an answer to a request with an idempotency key is kept once an agency and key.
CREATE CONSTRAINT replay_key IF NOT EXISTS FOR (r:Replay) REQUIRE (r.agency, r.key) IS UNIQUE
