// Takes rings whose id was removed by hand out of the publication.
MATCH (r:Ring) WHERE r.id IS NULL OR NOT r.id IS :: STRING
SET r:RingSuperseded
REMOVE r:Ring
