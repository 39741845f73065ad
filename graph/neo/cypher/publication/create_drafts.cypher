// Writes rings that nobody sees yet: they become :Ring when the run is published.
CYPHER replan=skip
UNWIND $batch.rows AS row
WITH row WHERE NOT EXISTS { MATCH (d:RingDraft {run: $run, id: row.id}) USING INDEX d:RingDraft(run, id) } // else the answer to a commit got lost
CREATE (d:RingDraft {id: row.id, run: $run})
SET d += row.properties
WITH d, row
UNWIND range(0, size(row.tokens) - 1) AS place
MATCH (i:Identifier {token: row.tokens[place]})
USING INDEX i:Identifier(token)
CREATE (i)-[:MEMBER_OF {strength: row.strengths[place]}]->(d)
