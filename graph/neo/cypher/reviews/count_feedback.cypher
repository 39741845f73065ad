// Counts the agencies that confirm a ring, and those that dismiss it.
MATCH (r:Ring {id: $id})
RETURN COUNT { (r)<-[:ABOUT {current: true}]-(:Feedback {verdict: 'confirmed'}) } AS confirmed,
       COUNT { (r)<-[:ABOUT {current: true}]-(:Feedback {verdict: 'dismissed'}) } AS dismissed
