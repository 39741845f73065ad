// Creates releases that read_existing_links_and_releases did not find: an identifier passed to a new holder on a
// day. The identifiers are saved before, in the same transaction.
UNWIND $rows AS row
MATCH (i) WHERE id(i) = row.node
CREATE (:Release {id: row.id, agency: $agency, released_at: row.released_at, received_at: datetime.transaction()})-[:RELEASES]->(i)
RETURN collect(row.id) AS created
