// Computes the first and last sighting of identifiers again.
UNWIND $tokens AS token
MATCH (i:Identifier {token: token})
CALL (i) {
  MATCH (i)<-[:NAMES]-(r:Report) RETURN r.occurred_at AS at
  UNION ALL
  MATCH (i)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() RETURN l.observed_at AS at
}
WITH i, min(at) AS first, max(at) AS last
SET i.first_seen = first, i.last_seen = last
