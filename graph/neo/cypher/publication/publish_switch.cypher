// Makes the drafts of a run published rings.
CYPHER replan=skip
MATCH (run:Run {id: $run})
MATCH (d:RingDraft {run: $run})
SET d:Ring, d.updated_at = datetime.transaction()
REMOVE d:RingDraft, d.run
CREATE (d)-[:FOUND_IN]->(run)
RETURN count(d) AS published
