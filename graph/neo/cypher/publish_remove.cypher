// Takes rings that changed or are no more out of the published set.
UNWIND $ids AS id
MATCH (r:Ring {id: id})
SET r:RingSuperseded
REMOVE r:Ring
