// Takes out TRANSFERRED_TO links that were saved at the same moment as their withdrawals, so that
// neither saw the other.
MATCH (w:Withdrawal)
MATCH ()-[l:TRANSFERRED_TO {id: w.withdraws}]->()
DELETE l
