// Finds the LINKED_TO links that came since a run.
CREATE INDEX linked_to_received_at IF NOT EXISTS FOR ()-[l:LINKED_TO]-() ON (l.received_at)
