// Returns each verdict that is the agency's latest on a ring, and how many reports of the ring each agency had
// filed when it was given. A ring that split since is one: what a run publishes must not change what the next
// run trusts.
MATCH (judge:Agency)-[:GAVE]->(f:Feedback)
WHERE judge.id IS :: STRING NOT NULL AND f.verdict IN ['confirmed', 'dismissed']
  AND f.judged IS :: STRING NOT NULL
  AND f.agencies IS :: LIST<STRING NOT NULL> NOT NULL AND f.reports IS :: LIST<INTEGER NOT NULL> NOT NULL
  AND EXISTS { (f)-[:ABOUT {current: true}]->(:Ring) }
WITH judge, f WHERE size(f.agencies) = size(f.reports)
RETURN f.judged + ' ' + toString(f.at) AS id, judge.id AS judge, f.verdict AS verdict, f.agencies AS agencies, f.reports AS reports
