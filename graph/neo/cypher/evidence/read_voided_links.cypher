// Returns the ids of the links that releases make void: what was seen before an identifier passed to its
// present holder, or at an unknown time, is about an earlier holder. A row has the day that binds all agencies'
// links, and those that bind one agency's. What was filed or seen before an identifier was cleared does not
// count either.
UNWIND $batch.rows AS row
MATCH (:Identifier {token: row.token})-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-()
WHERE row.all IS NOT NULL AND (l.observed_at IS NULL OR l.observed_at < row.all)
   OR any(own IN row.own WHERE own.agency = l.agency AND (l.observed_at IS NULL OR l.observed_at < own.day))
   OR row.cleared IS NOT NULL AND (l.received_at < row.cleared OR l.observed_at < row.cleared)
RETURN collect(DISTINCT l.id) AS ids
