// Stores the decision of a dispute.
MATCH (d:Dispute {number: $number})
MERGE (a:Agency {id: $agency})
CREATE (a)-[:DECIDED]->(d)
SET d.decided_at = datetime.transaction(), d += $properties
RETURN d.decided_at AS at
