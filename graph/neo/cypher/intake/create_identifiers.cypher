// Template: put Number, Device or Account in place of KIND.
// Creates identifiers that find_identifiers did not find. CREATE, not MERGE, which would look each up
// three times: when another transaction created one meanwhile, the constraint on tokens makes this one fail,
// and it is tried again. Rows come sorted by token, so that writers wait for each other in one order and
// can't deadlock.
UNWIND $rows AS row
CREATE (i:Identifier:KIND {token: row.token, first_seen: row.first_seen, last_seen: row.last_seen})
RETURN collect(id(i)) AS nodes
