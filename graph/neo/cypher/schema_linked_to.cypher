// The id of every LINKED_TO link is its own.
CREATE CONSTRAINT linked_to_id IF NOT EXISTS FOR ()-[l:LINKED_TO]-() REQUIRE l.id IS UNIQUE
