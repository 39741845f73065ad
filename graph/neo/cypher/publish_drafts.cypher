// Writes rings that nobody sees yet: they become :Ring when the run is published. Whom a
// closed ring would be known by again, should it be found again, are members no more.
UNWIND $rows AS row
CREATE (d:RingDraft {id: row.id, run: $run})
SET d += row.properties
WITH d, row
UNWIND row.members AS member
MATCH (i:Identifier {token: member.token})
FOREACH (_ IN CASE WHEN d.status = 'closed' THEN [] ELSE [1] END | CREATE (i)-[:MEMBER_OF {strength: member.strength}]->(d))
FOREACH (_ IN CASE WHEN d.status = 'closed' THEN [1] ELSE [] END | CREATE (i)-[:WAS_MEMBER_OF {strength: member.strength}]->(d))
