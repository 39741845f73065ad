// Makes the identifiers that are not there, bare: save_sightings says of what kind they are
// and when they were seen. MERGE waits where another writer is making one, and takes what
// that one made: it is for the try after one that failed there, since it looks three times
// for each. Tokens come sorted, so that writers wait for each other in one order.
UNWIND $tokens AS token
MERGE (:Identifier {token: token})
