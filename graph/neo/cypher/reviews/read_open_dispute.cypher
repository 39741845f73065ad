// Returns an identifier, locked so that an agency opens one dispute about it (by a label that is there: a
// property would be set to what it was before the wait), and the agency's open dispute about it.
MATCH (i:Identifier {token: $token})
SET i:Identifier
WITH i
OPTIONAL MATCH (a:Agency {id: $agency})-[:FILED]->(d:Dispute {status: 'open'})-[:OF]->(i)
RETURN i.token AS token, CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END AS kind,
       a.id AS agency, a.kind AS agency_kind, d AS dispute
