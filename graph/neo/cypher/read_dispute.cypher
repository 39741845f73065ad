// A dispute, locked until the transaction ends, so that it is decided once.
MATCH (d:Dispute {number: $number})
SET d.number = d.number
WITH d
MATCH (a:Agency)-[:FILED]->(d)-[:OF]->(i)
OPTIONAL MATCH (by:Agency)-[:DECIDED]->(d)
RETURN i.token AS token, CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END AS kind,
       a.id AS agency, a.kind AS agency_kind, by.id AS decider, by.kind AS decider_kind, d AS dispute
