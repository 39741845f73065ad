// Returns the latest verdict of each agency on each ring, and how many reports of the ring each agency filed.
MATCH (judge:Agency)-[:GAVE]->(f:Feedback)-[:ABOUT {current: true}]->(r:Ring)
WHERE judge.id IS :: STRING NOT NULL AND r.id IS :: STRING NOT NULL AND f.verdict IN ['confirmed', 'dismissed']
CALL (r) {
  UNWIND r.report_ids AS id
  WITH id WHERE id IS :: STRING NOT NULL
  WITH split(id, '/')[0] AS agency, count(*) AS reports
  RETURN collect(agency) AS agencies, collect(reports) AS reports
}
RETURN r.id AS id, judge.id AS judge, f.verdict AS verdict, agencies, reports
