// Creates the identifiers that are not there, without properties: update_sightings adds their kind and
// times. MERGE waits where another transaction is creating one, and takes that one. It is for the
// try after one that failed on this: it looks each up three times. Tokens come sorted, so that writers
// wait for each other in one order.
UNWIND $tokens AS token
MERGE (:Identifier {token: token})
