// Creates reports that read_existing_reports did not find, and joins them to the identifiers that they
// name, which are there, and locked. A null is unknown and not stored.
WITH datetime.transaction() AS now
UNWIND $rows AS row
CREATE (r:Report {id: row.id, agency: $agency, occurred_at: row.occurred_at, received_at: now,
  source: row.source, category: row.category, channel: row.channel, region: row.region, loss: row.loss, currency: row.currency})
WITH r, row
UNWIND row.names AS named
MATCH (i) WHERE id(i) = named
CREATE (r)-[:NAMES]->(i)
