// Writes rings that no reader sees yet: publish_switch makes them rings.
CYPHER replan=skip
UNWIND $batch.rows AS row
WITH row WHERE NOT EXISTS { MATCH (d:RingDraft {run: $run, id: row.id}) USING INDEX d:RingDraft(run, id) } // otherwise the answer to a commit was lost
CREATE (d:RingDraft {id: row.id, run: $run})
SET d += row.properties
WITH d, row
UNWIND range(0, size(row.tokens) - 1) AS position
MATCH (i:Identifier {token: row.tokens[position]})
USING INDEX i:Identifier(token)
CREATE (i)-[:MEMBER_OF {strength: row.strengths[position]}]->(d)
