// The deleted record may be all that made these identifiers members of a ring that is closed by now:
// deletes that they were.
UNWIND $tokens AS token
MATCH (:Identifier {token: token})-[m:WAS_MEMBER_OF]->()
DELETE m
