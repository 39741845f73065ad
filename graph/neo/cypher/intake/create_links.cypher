// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Keeps links that read_known does not know. Both ends are there already, and locked: the
// identifiers are saved first in the same transaction.
UNWIND $rows AS row
MATCH (a) WHERE id(a) = row.from
MATCH (b) WHERE id(b) = row.to
CREATE (a)-[:RELATION {id: row.id, agency: $agency, observed_at: row.observed_at, received_at: datetime.transaction()}]->(b)
RETURN collect(row.id) AS created
