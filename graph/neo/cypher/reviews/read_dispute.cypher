// Returns a dispute and its identifier, locked until the transaction ends, so that it is decided once.
MATCH (d:Dispute {number: $number})-[:OF]->(i)
SET d:Dispute, i:Identifier
WITH d, i
MATCH (a:Agency)-[:FILED]->(d)
OPTIONAL MATCH (by:Agency)-[:DECIDED]->(d)
RETURN i.token AS token, CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END AS kind,
       a.id AS agency, a.kind AS agency_kind, by.id AS decider, by.kind AS decider_kind, d AS dispute
