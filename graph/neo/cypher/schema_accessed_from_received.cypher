// Finds the ACCESSED_FROM links that came since a run.
CREATE INDEX accessed_from_received_at IF NOT EXISTS FOR ()-[l:ACCESSED_FROM]-() ON (l.received_at)
