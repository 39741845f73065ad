// Which of these ids reports bear already. Apart from creating the others: in a statement
// that writes, Neo4j locks and looks twice for each id that it does not find.
UNWIND $batch.ids AS id
MATCH (r:Report {id: id})
RETURN collect(id) AS ids
