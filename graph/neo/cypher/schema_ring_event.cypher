// Finds the events of a ring.
CREATE INDEX ring_event_number IF NOT EXISTS FOR (e:RingEvent) ON (e.ring, e.number)
