// Finds the rings that a run has written but not yet published.
CREATE INDEX draft_run IF NOT EXISTS FOR (d:RingDraft) ON (d.run)
