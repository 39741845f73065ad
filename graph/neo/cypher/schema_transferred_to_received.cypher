// Finds the TRANSFERRED_TO links that came since a run.
CREATE INDEX transferred_to_received_at IF NOT EXISTS FOR ()-[l:TRANSFERRED_TO]-() ON (l.received_at)
