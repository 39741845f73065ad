// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Marks the tokens that RELATION links were filed with, where the ends are stored under others.
UNWIND $rows AS row
MATCH ()-[l:RELATION {id: row.id}]->()
SET l.from_as = row.from, l.to_as = row.to
