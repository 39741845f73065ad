// The id of every ACCESSED_FROM link is its own.
CREATE CONSTRAINT accessed_from_id IF NOT EXISTS FOR ()-[l:ACCESSED_FROM]-() REQUIRE l.id IS UNIQUE
