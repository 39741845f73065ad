// The name of every Seal is its own.
CREATE CONSTRAINT seal_name IF NOT EXISTS FOR (s:Seal) REQUIRE s.name IS UNIQUE
