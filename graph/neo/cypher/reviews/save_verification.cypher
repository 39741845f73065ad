// Keeps what an agency found of a number, behind what it found before, which is kept and counts
// no more. By the clock as it is now: the transaction may have begun before that one's.
MATCH (i:Identifier {token: $token})
MERGE (a:Agency {id: $agency})
WITH i, a, datetime.realtime() AS now
CREATE (a)-[:GAVE]->(v:Verification {at: CASE WHEN now <= $before THEN $before + duration({milliseconds: 1}) ELSE now END})-[:OF]->(i)
SET v += $properties
RETURN v.at AS at
