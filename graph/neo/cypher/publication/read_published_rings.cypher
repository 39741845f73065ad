// Returns the published rings with their members, the rings they came from and led to, and how many
// agencies confirmed or dismissed them.
MATCH (r:Ring)
CALL (r) {
  OPTIONAL MATCH (i:Identifier)-[m:MEMBER_OF]->(r)
  RETURN collect(CASE WHEN i IS NULL THEN null WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds,
         collect(CASE WHEN i IS NULL THEN null ELSE coalesce(i.token, '') END) AS tokens,
         collect(CASE WHEN i IS NULL THEN null ELSE coalesce(m.strength, -1.0) END) AS strengths
}
RETURN r AS ring, kinds, tokens, strengths,
       COLLECT { MATCH (r)-[:CAME_FROM]->(origin:Ring) WHERE origin.id IS :: STRING NOT NULL RETURN origin.id AS id ORDER BY id } AS came_from,
       COLLECT { MATCH (r)<-[:CAME_FROM]-(heir:Ring) WHERE heir.id IS :: STRING NOT NULL RETURN heir.id AS id ORDER BY id } AS led_to,
       COUNT { (r)<-[:ABOUT {current: true}]-(:Feedback {verdict: 'confirmed'}) } AS confirmed,
       COUNT { (r)<-[:ABOUT {current: true}]-(:Feedback {verdict: 'dismissed'}) } AS dismissed
ORDER BY r.id
