// Returns which members of rings passed to a new holder, or were cleared, since the run that wrote the ring. A
// release counts where it binds all evidence: an operator filed it, another agency confirms it, or no other
// agency filed what it makes void. (local is an agency of which it is unknown who it is.)
CYPHER replan=skip
MATCH (release:Release)-[:RELEASES]->(i:Identifier)-[:MEMBER_OF|WAS_MEMBER_OF]->(r:Ring)
OPTIONAL MATCH (r)-[:FOUND_IN]->(run:Run)
WITH r, i, release, coalesce(run.started_at, r.updated_at) AS since, coalesce(r.first_seen, datetime({year: 1970})) AS first
WHERE release.received_at >= since AND release.released_at > first AND (release.cleared OR release.released_at <= datetime.realtime() AND (
    EXISTS { (:Agency {id: release.agency, kind: 'operator'}) } OR EXISTS {
      (other:Release)-[:RELEASES]->(i) WHERE other.cleared IS NULL AND other.agency <> release.agency AND NOT 'local' IN [other.agency, release.agency]
        AND other.released_at > first AND other.released_at <= datetime.realtime()
        AND other.released_at >= release.released_at - duration('P30D') AND other.released_at <= release.released_at + duration('P30D') } OR NOT EXISTS {
      (i)<-[:NAMES]-(report:Report) WHERE report.agency <> release.agency AND (report.occurred_at IS NULL OR report.occurred_at < release.released_at)
    } AND NOT EXISTS {
      (i)-[l:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-() WHERE l.agency <> release.agency AND (l.observed_at IS NULL OR l.observed_at < release.released_at)
    }))
WITH r, i, max(CASE WHEN release.cleared THEN 0 ELSE 1 END) AS passed
WHERE r.id IS :: STRING NOT NULL AND i.token IS :: STRING NOT NULL
RETURN r.id AS ring, collect(CASE passed WHEN 1 THEN i.token END) AS released, collect(CASE passed WHEN 0 THEN i.token END) AS cleared
