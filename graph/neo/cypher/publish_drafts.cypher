// Writes rings that nobody sees yet: they become :Ring when the run is published.
UNWIND $rows AS row
CREATE (d:RingDraft {id: row.id, run: $run})
SET d += row.properties
WITH d, row
UNWIND range(0, size(row.tokens) - 1) AS place
MATCH (i:Identifier {token: row.tokens[place]})
CREATE (i)-[:MEMBER_OF {strength: row.strengths[place]}]->(d)
