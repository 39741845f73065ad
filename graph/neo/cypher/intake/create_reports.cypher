// Keeps reports that read_known_reports does not know, and joins them to what they name:
// identifiers that are there already, and locked. What is null is unknown, and not kept.
WITH datetime.transaction() AS now
UNWIND $rows AS row
CREATE (r:Report {id: row.id, agency: $agency, occurred_at: row.occurred_at, received_at: now,
  category: row.category, channel: row.channel, region: row.region, loss: row.loss, currency: row.currency})
WITH r, row
UNWIND row.names AS named
MATCH (i) WHERE id(i) = named
CREATE (r)-[:NAMES]->(i)
