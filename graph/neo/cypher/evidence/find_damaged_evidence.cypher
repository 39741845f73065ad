// Returns some nodes and links of the evidence that were changed by hand so that they can't be read,
// each with the first property that is missing or malformed. It runs only after reading failed. (WHERE NOT x IS ::
// STRING NOT NULL would make Neo4j use an index, which does not hold what is missing.)
MATCH (r:Report)
WITH r, CASE WHEN NOT r.id IS :: STRING NOT NULL THEN 'id' WHEN NOT r.occurred_at IS :: ZONED DATETIME THEN 'occurred_at'
             WHEN NOT r.received_at IS :: ZONED DATETIME THEN 'received_at' WHEN NOT r.loss IS :: STRING THEN 'loss'
             WHEN NOT r.category IS :: STRING THEN 'category' WHEN NOT r.channel IS :: STRING THEN 'channel'
             WHEN NOT r.region IS :: STRING THEN 'region' WHEN NOT r.currency IS :: STRING THEN 'currency'
             WHEN NOT r.source IS :: STRING THEN 'source' END AS field
WHERE field IS NOT NULL
RETURN 'Report' AS label, CASE WHEN r.id IS :: STRING NOT NULL THEN r.id ELSE '' END AS id, field LIMIT 1
UNION ALL
MATCH (i:Identifier) WHERE i.token IS NULL OR NOT i.token IS :: STRING
RETURN 'Identifier' AS label, '' AS id, 'token' AS field LIMIT 1
UNION ALL
MATCH (w:Withdrawal) WHERE w.withdraws IS NULL OR NOT w.withdraws IS :: STRING
RETURN 'Withdrawal' AS label, CASE WHEN w.id IS :: STRING NOT NULL THEN w.id ELSE '' END AS id, 'withdraws' AS field LIMIT 1
UNION ALL
MATCH (n:Naming) WHERE NOT n.changes IS :: INTEGER
RETURN 'Naming' AS label, 'naming' AS id, 'changes' AS field LIMIT 1
UNION ALL
MATCH ()-[l:USED_IN]->()
WITH l, CASE WHEN NOT l.id IS :: STRING NOT NULL THEN 'id' WHEN NOT l.observed_at IS :: ZONED DATETIME THEN 'observed_at'
             WHEN NOT l.received_at IS :: ZONED DATETIME THEN 'received_at' END AS field
WHERE field IS NOT NULL
RETURN 'USED_IN' AS label, CASE WHEN l.id IS :: STRING NOT NULL THEN l.id ELSE '' END AS id, field LIMIT 1
UNION ALL
MATCH ()-[l:LINKED_TO]->()
WITH l, CASE WHEN NOT l.id IS :: STRING NOT NULL THEN 'id' WHEN NOT l.observed_at IS :: ZONED DATETIME THEN 'observed_at'
             WHEN NOT l.received_at IS :: ZONED DATETIME THEN 'received_at' END AS field
WHERE field IS NOT NULL
RETURN 'LINKED_TO' AS label, CASE WHEN l.id IS :: STRING NOT NULL THEN l.id ELSE '' END AS id, field LIMIT 1
UNION ALL
MATCH ()-[l:ACCESSED_FROM]->()
WITH l, CASE WHEN NOT l.id IS :: STRING NOT NULL THEN 'id' WHEN NOT l.observed_at IS :: ZONED DATETIME THEN 'observed_at'
             WHEN NOT l.received_at IS :: ZONED DATETIME THEN 'received_at' END AS field
WHERE field IS NOT NULL
RETURN 'ACCESSED_FROM' AS label, CASE WHEN l.id IS :: STRING NOT NULL THEN l.id ELSE '' END AS id, field LIMIT 1
UNION ALL
MATCH ()-[l:TRANSFERRED_TO]->()
WITH l, CASE WHEN NOT l.id IS :: STRING NOT NULL THEN 'id' WHEN NOT l.observed_at IS :: ZONED DATETIME THEN 'observed_at'
             WHEN NOT l.received_at IS :: ZONED DATETIME THEN 'received_at' END AS field
WHERE field IS NOT NULL
RETURN 'TRANSFERRED_TO' AS label, CASE WHEN l.id IS :: STRING NOT NULL THEN l.id ELSE '' END AS id, field LIMIT 1
