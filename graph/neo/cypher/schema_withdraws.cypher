// Finds whether a record that arrives was withdrawn before it came.
CREATE INDEX withdrawal_withdraws IF NOT EXISTS FOR (w:Withdrawal) ON (w.withdraws)
