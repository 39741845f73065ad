// Makes the devices that a batch names, widens the time in which each was seen, and joins
// the batch's new reports to them.
// Rows come sorted by token, so that writers lock shared identifiers in one order and
// can't deadlock. A row says lock where links, which come later and in their own
// order, will need the node; the others are locked when a report is joined to them.
UNWIND $rows AS row
MERGE (i:Identifier {token: row.token})
ON CREATE SET i:Device, i.first_seen = row.first_seen, i.last_seen = row.last_seen
FOREACH (_ IN CASE WHEN i:Device THEN [] ELSE [1] END | SET i:Device)
FOREACH (_ IN CASE WHEN row.lock OR row.first_seen < i.first_seen OR i.first_seen IS NULL AND row.first_seen IS NOT NULL THEN [1] ELSE [] END |
  SET i.first_seen = CASE WHEN i.first_seen IS NULL OR row.first_seen < i.first_seen THEN row.first_seen ELSE i.first_seen END)
FOREACH (_ IN CASE WHEN row.last_seen > i.last_seen OR i.last_seen IS NULL AND row.last_seen IS NOT NULL THEN [1] ELSE [] END |
  SET i.last_seen = CASE WHEN i.last_seen IS NULL OR row.last_seen > i.last_seen THEN row.last_seen ELSE i.last_seen END)
WITH i, row
UNWIND row.reports AS report
MATCH (r) WHERE id(r) = report
CREATE (r)-[:NAMES]->(i)
