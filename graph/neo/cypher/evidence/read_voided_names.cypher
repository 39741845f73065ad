// Returns which reports no longer name which identifiers: what was reported before an identifier passed to its
// present holder, or at an unknown time, is about an earlier holder. A row has the day that binds all agencies'
// reports, and those that bind one agency's. What was filed or happened before an identifier was cleared does
// not count either.
UNWIND $batch.rows AS row
MATCH (i:Identifier {token: row.token})<-[:NAMES]-(r:Report)
WHERE r.id IS NOT NULL AND
  (row.all IS NOT NULL AND (r.occurred_at IS NULL OR r.occurred_at < row.all)
   OR any(own IN row.own WHERE own.agency = r.agency AND (r.occurred_at IS NULL OR r.occurred_at < own.day))
   OR row.cleared IS NOT NULL AND (r.received_at < row.cleared OR r.occurred_at < row.cleared))
RETURN collect(r.id) AS reports, collect(i.token) AS tokens
