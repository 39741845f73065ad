// Returns what was withdrawn since the last complete run began, and an hour before it, for transactions
// that were going on then.
CYPHER replan=skip
OPTIONAL MATCH (run:Run {status: 'succeeded'}) WHERE run.started_at IS :: ZONED DATETIME NOT NULL
WITH coalesce(max(run.started_at), datetime({year: 1970})) - duration('PT1H') AS since
OPTIONAL MATCH (w:Withdrawal) WHERE w.received_at > since AND w.withdraws IS :: STRING NOT NULL
RETURN collect(DISTINCT w.withdraws) AS ids
