// The id of every TRANSFERRED_TO link is its own.
CREATE CONSTRAINT transferred_to_id IF NOT EXISTS FOR ()-[l:TRANSFERRED_TO]-() REQUIRE l.id IS UNIQUE
