// Counts the records that each agency took back as filed in error. No reason is that reason.
MATCH (w:Withdrawal)
WHERE w.withdraws IS :: STRING NOT NULL AND (w.reason IS NULL OR w.reason = 'filed_in_error')
RETURN split(w.withdraws, '/')[0] AS agency, count(DISTINCT w.withdraws) AS withdrawn
