// Deletes some releases from before a time that make nothing void any more. Returns the tokens of their
// identifiers. (Evidence from before the release, or without a time, would count against the next holder if
// the release were gone, and so would what a telco found.)
MATCH (release:Release)-[:RELEASES]->(i:Identifier)
WHERE release.received_at < $before AND release.released_at < $before AND NOT EXISTS {
  MATCH (i)-[l:NAMES|USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-()
  WITH coalesce(l.observed_at, startNode(l).occurred_at) AS seen, coalesce(l.received_at, startNode(l).received_at) AS received, release
  WHERE seen IS NULL OR seen < release.released_at OR release.cleared AND received < release.released_at
  RETURN seen
} AND NOT EXISTS { (v:Verification)-[:OF]->(i) WHERE v.at <= release.received_at }
WITH release, i LIMIT $limit
DETACH DELETE release
WITH count(*) AS deleted, collect(DISTINCT i.token) AS tokens
RETURN deleted, tokens
