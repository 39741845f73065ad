// Returns the later tokens of members of rings: those of claims that bind all agencies, and those that the agency
// claims that filed all evidence of both tokens, where nobody claims anything else. An identifier has one token an
// epoch. Where claims contradict that, one is wrong, and none of them counts here.
MATCH (e:Equivalence)
WHERE e.token IS :: STRING NOT NULL AND (e.first IS :: STRING NOT NULL OR e.claimed IS :: STRING NOT NULL
  AND NOT EXISTS { (:Identifier {token: e.claimed})<-[:NAMES]-(report) WHERE report.agency <> e.claimant }
  AND NOT EXISTS { (:Identifier {token: e.claimed})-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() WHERE l.agency <> e.claimant }
  AND NOT EXISTS { (:Identifier {token: e.token})<-[:NAMES]-(report) WHERE report.agency <> e.claimant }
  AND NOT EXISTS { (:Identifier {token: e.token})-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() WHERE l.agency <> e.claimant })
WITH coalesce(e.first, e.claimed) AS first, split(e.token, '_')[0] AS epoch, collect(e.token) AS tokens
WHERE size(tokens) = 1
MATCH (i:Identifier {token: first})-[:MEMBER_OF]->(r:Ring)
RETURN r.id AS ring, collect(tokens[0]) AS tokens
