// Returns the edges between the members and the reports of a published ring.
MATCH (ring:Ring {id: $id})
CALL (ring) {
  UNWIND ring.report_ids AS id
  MATCH (r:Report {id: id})-[:NAMES]->(i:Identifier)-[:MEMBER_OF]->(ring)
  RETURN 'names' AS relation, r.id AS report, i AS a, i AS b
  UNION ALL
  MATCH (a:Identifier)-[:MEMBER_OF]->(ring)
  MATCH (a)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]->(b:Identifier)-[:MEMBER_OF]->(ring) WHERE a <> b
  RETURN toLower(type(l)) AS relation, null AS report, a, b
}
WITH DISTINCT relation, report, a, b
RETURN relation, report,
       CASE WHEN a:Number THEN 'number' WHEN a:Device THEN 'device' ELSE 'account' END AS from_kind, a.token AS from_token,
       CASE WHEN b:Number THEN 'number' WHEN b:Device THEN 'device' ELSE 'account' END AS to_kind, b.token AS to_token
ORDER BY relation, report, from_token, to_token
LIMIT $limit
