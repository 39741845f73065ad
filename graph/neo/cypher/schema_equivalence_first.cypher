// Later tokens are found by the first token of their identifier.
CREATE INDEX equivalence_first IF NOT EXISTS FOR (e:Equivalence) ON (e.first)
