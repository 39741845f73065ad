// Returns the fingerprint of every ring, and of a closed one by how many former members it would be
// recognised; -1 for one that is not closed. The sequence is read before, so that a run that publishes on
// this ground sees whether another published meanwhile. Rings counts those without an id too. Renamed is
// how often identifiers were merged or renamed: members then have other tokens than a cached ring.
CYPHER replan=skip
OPTIONAL MATCH (p:Publication {name: 'rings'})
WITH coalesce(p.sequence, 0) AS sequence
CALL () {
  MATCH (r:Ring) WHERE r.id IS :: STRING NOT NULL
  RETURN collect(r.id) AS ids, collect(CASE WHEN r.content IS :: STRING NOT NULL THEN r.content ELSE '' END) AS fingerprints,
         collect(CASE r.status WHEN 'closed' THEN COUNT { (r)<-[:WAS_MEMBER_OF]-() } ELSE -1 END) AS former
}
CALL () { OPTIONAL MATCH (n:Naming) WHERE n.changes IS :: INTEGER NOT NULL RETURN coalesce(sum(n.changes), 0) AS renamed }
RETURN sequence, ids, fingerprints, former, COUNT { MATCH (:Ring) } AS rings, renamed
