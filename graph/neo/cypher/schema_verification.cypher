// Finds the numbers that telcos disconnected.
CREATE INDEX verification_finding IF NOT EXISTS FOR (v:Verification) ON (v.finding)
