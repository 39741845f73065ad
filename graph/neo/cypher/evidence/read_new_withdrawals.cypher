// Returns what was withdrawn from a moment on.
MATCH (w:Withdrawal) WHERE w.received_at >= $since
RETURN collect(DISTINCT w.withdraws) AS ids
