// Template: put Number, Device or Account in place of KIND.
// Makes identifiers of a kind that read_identifiers did not find. CREATE and not MERGE, which would look three
// times for each: when another writer made one meanwhile, the constraint on tokens fails
// the transaction, and it is tried again.
// Rows come sorted by token, so that writers wait for each other in one order and can't
// deadlock.
UNWIND $rows AS row
CREATE (i:Identifier:KIND {token: row.token, first_seen: row.first_seen, last_seen: row.last_seen})
RETURN collect(id(i)) AS nodes
