// The latest thing that was said about tokens of later epochs is found at once.
CREATE INDEX equivalence_said_at IF NOT EXISTS FOR (e:Equivalence) ON (e.said_at)
