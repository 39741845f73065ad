// Takes rings that have no id, since somebody removed it, out of the publication.
MATCH (r:Ring) WHERE r.id IS NULL OR NOT r.id IS :: STRING
SET r:RingSuperseded
REMOVE r:Ring
