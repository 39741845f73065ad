// Removes the fingerprints of rings that can't be read, so that the next run reads them and publishes them
// again.
UNWIND $batch.ids AS id
MATCH (r:Ring {id: id}) WHERE r.content IS NOT NULL
REMOVE r.content
