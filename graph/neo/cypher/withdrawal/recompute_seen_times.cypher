// Computes the first and last sighting of identifiers again, where a deleted record was the first or the
// last to see them.
UNWIND $rows AS row
MATCH (i:Identifier {token: row.token})
WHERE i.first_seen IN row.times OR i.last_seen IN row.times
CALL (i) {
  MATCH (i)<-[:NAMES]-(r:Report) RETURN r.occurred_at AS at
  UNION ALL
  MATCH (i)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() RETURN l.observed_at AS at
}
WITH i, min(at) AS first, max(at) AS last
SET i.first_seen = first, i.last_seen = last
