// What was taken back may be all that made these identifiers members of a ring which is
// closed by now: that they were is forgotten.
UNWIND $tokens AS token
MATCH (:Identifier {token: token})-[m:WAS_MEMBER_OF]->()
DELETE m
