// Finds the kept answers whose time is over.
CREATE INDEX replay_until IF NOT EXISTS FOR (r:Replay) ON (r.until)
