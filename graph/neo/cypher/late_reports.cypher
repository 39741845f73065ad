// Takes out reports that were saved at the same moment as their withdrawals, so that
// neither saw the other.
MATCH (w:Withdrawal)
MATCH (r:Report {id: w.withdraws})
DETACH DELETE r
