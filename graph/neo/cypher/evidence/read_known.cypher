// Returns the register of known businesses, in columns.
MATCH (k:Known)-[:DESCRIBES]->(i:Identifier)
WHERE k.id IS :: STRING NOT NULL AND k.valid_until IS :: ZONED DATETIME NOT NULL AND i.token IS :: STRING NOT NULL
RETURN collect(k.id) AS ids, collect(i.token) AS tokens, collect(CASE WHEN k.business IS :: STRING NOT NULL THEN k.business ELSE '' END) AS businesses,
       collect(k.valid_until.epochSeconds) AS seconds
