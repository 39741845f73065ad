// Deletes some rings that were closed before a time, with their history.
MATCH (r:Ring {status: 'closed'}) WHERE r.updated_at < $before
WITH r LIMIT $limit
OPTIONAL MATCH (e:RingEvent {ring: r.id})
WITH r, collect(e) AS events
FOREACH (e IN events | DETACH DELETE e)
DETACH DELETE r
RETURN count(*) AS deleted
