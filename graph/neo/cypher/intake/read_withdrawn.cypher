// Returns which of these ids of records were withdrawn. Neo4j knows the number of withdrawals without
// counting: where there are none, no id is looked up.
CYPHER replan=skip
MATCH (w:Withdrawal)
WITH count(w) AS withdrawals
UNWIND CASE withdrawals WHEN 0 THEN [] ELSE $batch.ids END AS id
MATCH (w:Withdrawal {withdraws: id})
USING INDEX w:Withdrawal(withdraws)
RETURN collect(DISTINCT id) AS ids
