// Finds what was withdrawn lately.
CREATE INDEX withdrawal_received_at IF NOT EXISTS FOR (w:Withdrawal) ON (w.received_at)
