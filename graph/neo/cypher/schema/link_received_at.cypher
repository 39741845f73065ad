// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION, and the same in lower
// case in place of relation.
// Finds the RELATION links that arrived since a run.
CREATE INDEX relation_received_at IF NOT EXISTS FOR ()-[l:RELATION]-() ON (l.received_at)
