// Takes out LINKED_TO links that were saved at the same moment as their withdrawals, so that
// neither saw the other.
MATCH (w:Withdrawal)
MATCH ()-[l:LINKED_TO {id: w.withdraws}]->()
DELETE l
