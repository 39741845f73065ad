// Counts what the standing is read from. Neo4j knows the numbers without counting: what is not there needs no
// statement.
CALL () { MATCH (k:Known) RETURN count(k) AS known }
CALL () { MATCH (v:Verification) RETURN count(v) AS findings }
CALL () { MATCH (w:Withdrawal) RETURN count(w) AS withdrawals }
CALL () { MATCH (f:Feedback) RETURN count(f) AS verdicts }
CALL () { MATCH (release:Release) RETURN count(release) AS releases }
RETURN known, findings, withdrawals, verdicts, releases
