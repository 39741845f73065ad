// Template: put USED_IN, LINKED_TO, ACCESSED_FROM or TRANSFERRED_TO in place of RELATION.
// Creates links that read_existing_links_and_releases did not find. Both ends are there, and locked: the
// identifiers are saved before, in the same transaction.
UNWIND $rows AS row
MATCH (a) WHERE id(a) = row.from
MATCH (b) WHERE id(b) = row.to
CREATE (a)-[:RELATION {id: row.id, agency: $agency, source: row.source, observed_at: row.observed_at, received_at: datetime.transaction()}]->(b)
RETURN collect(row.id) AS created
