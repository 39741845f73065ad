// Returns rings as the last run left them, with their members, or those they had when they were closed.
CYPHER replan=skip
UNWIND $batch.ids AS id
MATCH (r:Ring {id: id})
USING INDEX r:Ring(id)
CALL (r) {
  OPTIONAL MATCH (i:Identifier)-[m:MEMBER_OF|WAS_MEMBER_OF]->(r)
  RETURN collect(CASE WHEN i IS NULL THEN null WHEN i:Number THEN 'number' WHEN i:Device THEN 'device' ELSE 'account' END) AS kinds,
         collect(CASE WHEN i IS NULL THEN null ELSE coalesce(i.token, '') END) AS tokens,
         collect(CASE WHEN i IS NULL THEN null ELSE coalesce(m.strength, -1.0) END) AS strengths
}
RETURN r AS ring, kinds, tokens, strengths
