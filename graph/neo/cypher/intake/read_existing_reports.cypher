// Returns which of these ids are ids of reports. It is apart from create_reports: in a statement that
// writes, Neo4j locks and looks up each id that it does not find twice.
UNWIND $batch.ids AS id
MATCH (r:Report {id: id})
RETURN collect(id) AS ids
