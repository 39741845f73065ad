// Finds the USED_IN links that came since a run.
CREATE INDEX used_in_received_at IF NOT EXISTS FOR ()-[l:USED_IN]-() ON (l.received_at)
