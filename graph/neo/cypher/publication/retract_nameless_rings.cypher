// Takes rings that have no id, since somebody removed it, out of the publication.
MATCH (r:Ring) WHERE NOT r.id IS :: STRING NOT NULL
SET r:RingSuperseded
REMOVE r:Ring
