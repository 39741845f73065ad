// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION, and the same in lower
// case in place of relation.
// The id of every RELATION link is unique.
CREATE CONSTRAINT relation_id IF NOT EXISTS FOR ()-[l:RELATION]-() REQUIRE l.id IS UNIQUE
