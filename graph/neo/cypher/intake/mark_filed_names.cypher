// Marks that reports named identifiers by other tokens than those that these are stored under: what is filed
// under a token is parted from the rest when nobody claims any more that the tokens are the same.
UNWIND $rows AS row
MATCH (:Report {id: row.id})-[names:NAMES]->(i) WHERE id(i) = row.node
SET names.as = row.as
