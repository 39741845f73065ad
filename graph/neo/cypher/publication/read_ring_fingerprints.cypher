// What there is of every ring, by a hash of its contents, and of a closed one how many it would
// still be known by; -1 for one that is not closed. The published set's number is read before, so that who
// publishes by this can tell whether another did meanwhile.
CYPHER replan=skip
OPTIONAL MATCH (p:Publication {name: 'rings'})
WITH coalesce(p.sequence, 0) AS sequence
CALL () {
  MATCH (r:Ring)
  RETURN collect(r.id) AS ids, collect(coalesce(r.content, '')) AS contents,
         collect(CASE r.status WHEN 'closed' THEN COUNT { (r)<-[:WAS_MEMBER_OF]-() } ELSE -1 END) AS former
}
RETURN sequence, ids, contents, former
