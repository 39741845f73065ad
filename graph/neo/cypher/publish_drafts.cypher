// Writes rings that nobody sees yet: they become :Ring when the run is published.
UNWIND $rows AS row
CREATE (d:RingDraft {id: row.id, run: $run})
SET d += row.properties
WITH d, row
UNWIND row.members AS member
MATCH (i:Identifier {token: member.token})
CREATE (i)-[:MEMBER_OF {strength: member.strength}]->(d)
