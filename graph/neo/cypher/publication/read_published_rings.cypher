// The published rings with their members, what they came from and led to, and how many
// agencies confirmed or dismissed them.
MATCH (r:Ring)
CALL (r) {
  OPTIONAL MATCH (i:Identifier)-[m:MEMBER_OF]->(r)
  RETURN collect(CASE WHEN i IS NULL THEN null WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds,
         collect(i.token) AS tokens, collect(m.strength) AS strengths
}
RETURN r AS ring, kinds, tokens, strengths,
       COLLECT { MATCH (r)-[:CAME_FROM]->(origin:Ring) RETURN origin.id AS id ORDER BY id } AS came_from,
       COLLECT { MATCH (r)<-[:CAME_FROM]-(heir:Ring) RETURN heir.id AS id ORDER BY id } AS led_to,
       COUNT { (r)<-[:ABOUT {current: true}]-(:Feedback {verdict: 'confirmed'}) } AS confirmed,
       COUNT { (r)<-[:ABOUT {current: true}]-(:Feedback {verdict: 'dismissed'}) } AS dismissed
ORDER BY r.id
