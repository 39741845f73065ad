// Deletes identifiers that nothing is joined to any more. Having been a member of a closed ring does not
// count. Writing first locks each until the transaction ends, so that nothing is joined to it meanwhile.
UNWIND $tokens AS token
MATCH (i:Identifier {token: token})
SET i:Identifier
WITH i WHERE NOT EXISTS { (i)-[t]-() WHERE type(t) <> 'WAS_MEMBER_OF' }
DETACH DELETE i
RETURN count(*) AS deleted
