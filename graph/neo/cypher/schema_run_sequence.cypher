// Finds the latest runs.
CREATE INDEX run_sequence IF NOT EXISTS FOR (r:Run) ON (r.sequence)
