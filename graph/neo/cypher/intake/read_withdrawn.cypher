// Which of these ids of records were taken back. How many withdrawals there are Neo4j
// knows without counting: none spares looking for each id.
CYPHER replan=skip
MATCH (w:Withdrawal)
WITH count(w) AS withdrawals
UNWIND CASE withdrawals WHEN 0 THEN [] ELSE $batch.ids END AS id
MATCH (w:Withdrawal {withdraws: id})
USING INDEX w:Withdrawal(withdraws)
RETURN collect(DISTINCT id) AS ids
