// Stores what an agency found of a number. Its earlier findings stay stored and count no more. The time is that of the
// clock now: this transaction may have begun before that of the earlier finding.
MATCH (i:Identifier {token: $token})
MERGE (a:Agency {id: $agency})
WITH i, a, datetime.realtime() AS now
CREATE (a)-[:GAVE]->(v:Verification {at: CASE WHEN now <= $before THEN $before + duration({milliseconds: 1}) ELSE now END})-[:OF]->(i)
SET v += $properties
RETURN v.at AS at
