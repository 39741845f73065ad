// What was withdrawn since the last complete run, and an hour before it, for what was
// under way then.
CYPHER replan=skip
OPTIONAL MATCH (run:Run {status: 'succeeded'})
WITH coalesce(max(run.started_at), datetime({year: 1970})) - duration('PT1H') AS since
OPTIONAL MATCH (w:Withdrawal) WHERE w.received_at > since
RETURN collect(DISTINCT w.withdraws) AS ids
