// Finds the reports that came since a run.
CREATE INDEX report_received_at IF NOT EXISTS FOR (r:Report) ON (r.received_at)
