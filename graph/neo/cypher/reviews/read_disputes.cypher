// Returns disputes, the latest first: those that an agency filed, or all.
MATCH (d:Dispute) WHERE d.number < $before AND ($status = '' OR d.status = $status)
MATCH (a:Agency)-[:FILED]->(d)-[:OF]->(i)
WHERE ($agency = '' OR a.id = $agency) AND ($regions = [] OR a.id = $caller OR any(region IN CASE WHEN d.regions IS :: LIST<STRING NOT NULL> NOT NULL THEN d.regions ELSE [] END WHERE region IN $regions))
OPTIONAL MATCH (by:Agency)-[:DECIDED]->(d)
RETURN i.token AS token, CASE WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END AS kind,
       a.id AS agency, a.kind AS agency_kind, by.id AS decider, by.kind AS decider_kind, d AS dispute
ORDER BY d.number DESC LIMIT $limit
