// Takes out USED_IN links that were saved at the same moment as their withdrawals, so that
// neither saw the other.
MATCH (w:Withdrawal)
MATCH ()-[l:USED_IN {id: w.withdraws}]->()
DELETE l
