// Stores what an agency says about a ring, with what the ring is now by its evidence, since a dismissal holds for
// that alone, and how many of its reports each agency filed. The agency's earlier feedback stays stored and counts
// no more.
MATCH (r:Ring {id: $id})
CALL (r) {
  UNWIND r.report_ids AS id
  WITH id WHERE id IS :: STRING NOT NULL
  WITH split(id, '/')[0] AS agency, count(*) AS reports
  RETURN collect(agency) AS agencies, collect(reports) AS reports
}
MERGE (a:Agency {id: $agency})
CREATE (a)-[:GAVE]->(f:Feedback {
  at: datetime.transaction(), member_count: r.member_count, report_count: r.report_count, band: coalesce(r.evidence_band, r.band),
  judged: r.id, agencies: agencies, reports: reports
})
SET f += $properties
WITH r, a, f
OPTIONAL MATCH (a)-[:GAVE]->(:Feedback)-[x:ABOUT {current: true}]->(r)
SET x.current = false
WITH DISTINCT r, f
CREATE (f)-[:ABOUT {current: true}]->(r)
RETURN f.at AS at
