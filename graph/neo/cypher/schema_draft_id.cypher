// A run writes each ring once.
CREATE CONSTRAINT draft_id IF NOT EXISTS FOR (d:RingDraft) REQUIRE (d.run, d.id) IS UNIQUE
