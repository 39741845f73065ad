// Shows readers of the published rings that agencies claimed later tokens since the last run, or withdrew
// claims.
MATCH (p:Publication {name: 'rings'})
OPTIONAL MATCH (e:Equivalence) WHERE e.said_at > coalesce(p.later_tokens_at, datetime({epochSeconds: 0}))
WITH p, max(e.said_at) AS latest, COUNT { MATCH (:Equivalence) } AS known
WHERE latest IS NOT NULL OR coalesce(p.later_tokens, 0) <> known
SET p.later_tokens = known, p.later_tokens_at = coalesce(latest, p.later_tokens_at), p.revision = coalesce(p.revision, 0) + 1
