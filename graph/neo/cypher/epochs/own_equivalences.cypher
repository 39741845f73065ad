// Marks later tokens of a retired epoch's identifiers as owned, where the only agency that claims anything of a
// token filed all evidence of both: nobody else is concerned. Returns them.
MATCH (e:Equivalence)
WHERE e.claimed STARTS WITH $prefix AND e.first IS NULL AND e.owned IS NULL AND e.token IS :: STRING NOT NULL
  AND NOT EXISTS { (:Identifier {token: e.claimed})<-[:NAMES]-(report) WHERE report.agency <> e.claimant }
  AND NOT EXISTS { (:Identifier {token: e.claimed})-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() WHERE l.agency <> e.claimant }
  AND NOT EXISTS { (:Identifier {token: e.token})<-[:NAMES]-(report) WHERE report.agency <> e.claimant }
  AND NOT EXISTS { (:Identifier {token: e.token})-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() WHERE l.agency <> e.claimant }
SET e.owned = true
RETURN collect(e.token) AS tokens
