// Adds an event to the history of each of these rings. The ring points to its latest event:
// (:Ring)-[:LAST_EVENT]->(:RingEvent)-[:FOLLOWS]->(:RingEvent). A ring that is replaced hands on one
// relationship, however long its history.
CYPHER replan=skip
UNWIND $batch.rows AS row
MATCH (r:Ring {id: row.ring})
USING INDEX r:Ring(id)
OPTIONAL MATCH (r)-[x:LAST_EVENT]->(last:RingEvent)
CREATE (r)-[:LAST_EVENT]->(e:RingEvent {ring: row.ring, number: CASE WHEN last.number IS :: INTEGER NOT NULL THEN last.number ELSE 0 END + 1, at: datetime.transaction()})
SET e += row.properties, e.day = coalesce(row.day, date())
FOREACH (l IN CASE WHEN last IS NULL THEN [] ELSE [last] END | CREATE (e)-[:FOLLOWS]->(l))
DELETE x
