// Stores what an agency found of a number; as is the token that it was given on, if the number is stored under another. Its earlier findings stay stored and count no more. The time is that of the
// clock now: this transaction may have begun before that of the earlier finding.
MATCH (i:Identifier {token: $token})
MERGE (a:Agency {id: $agency})
WITH i, a, datetime.realtime() AS now
CREATE (a)-[:GAVE]->(v:Verification {at: CASE WHEN now <= $before THEN $before + duration({milliseconds: 1}) ELSE now END})-[:OF {as: $as}]->(i)
SET v += $properties
RETURN v.at AS at
