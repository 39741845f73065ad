// The hash of every Key is its own.
CREATE CONSTRAINT key_hash IF NOT EXISTS FOR (k:Key) REQUIRE k.hash IS UNIQUE
