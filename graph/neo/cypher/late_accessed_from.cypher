// Takes out ACCESSED_FROM links that were saved at the same moment as their withdrawals, so that
// neither saw the other.
MATCH (w:Withdrawal)
MATCH ()-[l:ACCESSED_FROM {id: w.withdraws}]->()
DELETE l
