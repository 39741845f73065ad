// Keeps reports that are new; answers the ids of those it created, and the nodes, to
// which what they name is then joined. What is null is unknown, and not kept.
WITH datetime.transaction() AS now
UNWIND $rows AS row
OPTIONAL MATCH (old:Report {id: row.id})
WITH now, row, old WHERE old IS NULL
CREATE (r:Report {id: row.id, agency: $agency, occurred_at: row.occurred_at, received_at: now,
  category: row.category, channel: row.channel, region: row.region, loss: row.loss, currency: row.currency})
RETURN collect(row.id) AS created, collect(id(r)) AS nodes
