// Which of these ids of records were taken back. How many withdrawals there are Neo4j
// knows without counting: none spares looking for each id.
MATCH (w:Withdrawal)
WITH count(w) AS withdrawals
UNWIND CASE withdrawals WHEN 0 THEN [] ELSE $ids END AS id
MATCH (w:Withdrawal {withdraws: id})
RETURN collect(DISTINCT id) AS ids
