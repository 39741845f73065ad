// Which of these ids of records were taken back.
UNWIND $ids AS id
MATCH (w:Withdrawal {withdraws: id})
RETURN collect(DISTINCT id) AS ids
