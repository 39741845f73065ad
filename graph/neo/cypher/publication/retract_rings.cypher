// Takes rings that changed or are closed out of the publication.
CYPHER replan=skip
UNWIND $batch.ids AS id
MATCH (r:Ring {id: id})
USING INDEX r:Ring(id)
SET r:RingSuperseded
REMOVE r:Ring
