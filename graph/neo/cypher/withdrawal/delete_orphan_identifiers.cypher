// Takes out identifiers of which nothing tells any more; that a closed ring had them tells
// nothing. Writing first locks each until the transaction ends, so that none is joined to
// anything meanwhile.
UNWIND $tokens AS token
MATCH (i:Identifier {token: token})
SET i:Identifier
WITH i WHERE NOT EXISTS { (i)-[t]-() WHERE type(t) <> 'WAS_MEMBER_OF' }
DETACH DELETE i
RETURN count(*) AS deleted
