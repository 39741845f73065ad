// Returns the events of a ring, from the latest on.
MATCH (e:RingEvent {ring: $id})
WHERE $before = 0 OR e.number < $before
RETURN e AS event ORDER BY e.number DESC LIMIT $limit
