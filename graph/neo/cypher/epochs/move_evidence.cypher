// Moves what was filed under a token from one identifier to another: what one agency filed, what all but some
// filed, or everything. A report that names both names one once, and as lists the tokens that it names it by. A
// link is deleted before it is created again: no two have one id. Findings, disputes and clearances bind all
// agencies, and move with everything; members of rings move when identifiers are joined. Returns how many
// relationships each row moved.
UNWIND $rows AS row
MATCH (from:Identifier {token: row.from})
WHERE NOT EXISTS { MATCH (to:Identifier {token: row.to}) WHERE labels(to) <> labels(from) } // a number is no handset, whatever a claim says
SET from:Identifier // setting a label that is there locks it, so that nothing is joined to it meanwhile
WITH row, from
MERGE (to:Identifier {token: row.to})
SET to:$(labels(from))
WITH row, from, to, row.agency IS NULL AND row.except = [] AS everything
CALL (row, from, to) {
  MATCH (from)<-[old:NAMES]-(report)
  WHERE row.as IN coalesce(old.as, [row.from]) AND (row.agency IS NULL OR report.agency = row.agency) AND NOT coalesce(report.agency, '') IN row.except
  MERGE (report)-[new:NAMES]->(to)
    ON CREATE SET new.as = CASE row.to WHEN row.as THEN null ELSE [row.as] END
    ON MATCH SET new.as = CASE WHEN row.as IN coalesce(new.as, [row.to]) THEN new.as ELSE coalesce(new.as, [row.to]) + [row.as] END
  WITH row, old, [token IN coalesce(old.as, []) WHERE token <> row.as] AS others
  FOREACH (_ IN CASE WHEN others = [] THEN [1] ELSE [] END | DELETE old)
  FOREACH (_ IN CASE WHEN others = [] THEN [] ELSE [1] END | SET old.as = CASE others WHEN [row.from] THEN null ELSE others END)
  RETURN count(*) AS names
}
CALL (row, from, to) {
  MATCH (from)-[old:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]->(other)
  WHERE coalesce(old.from_as, row.from) = row.as AND (row.agency IS NULL OR old.agency = row.agency) AND NOT coalesce(old.agency, '') IN row.except
  WITH row, to, other, old, type(old) AS kind, properties(old) AS given
  DELETE old
  WITH row, to, other, kind, given
  CREATE (to)-[new:$(kind)]->(other)
  SET new = given
  SET new.from_as = CASE row.to WHEN row.as THEN null ELSE row.as END
  RETURN count(*) AS starts
}
CALL (row, from, to) {
  MATCH (from)<-[old:USED_IN|LINKED_TO|ACCESSED_FROM|TRANSFERRED_TO]-(other)
  WHERE coalesce(old.to_as, row.from) = row.as AND (row.agency IS NULL OR old.agency = row.agency) AND NOT coalesce(old.agency, '') IN row.except
  WITH row, to, other, old, type(old) AS kind, properties(old) AS given
  DELETE old
  WITH row, to, other, kind, given
  CREATE (to)<-[new:$(kind)]-(other)
  SET new = given
  SET new.to_as = CASE row.to WHEN row.as THEN null ELSE row.as END
  RETURN count(*) AS ends
}
CALL (row, from, to) {
  MATCH (from)<-[old:RELEASES]-(release)
  WHERE coalesce(old.as, row.from) = row.as AND CASE WHEN release.cleared IS NULL THEN (row.agency IS NULL OR release.agency = row.agency) AND NOT coalesce(release.agency, '') IN row.except ELSE row.agency IS NULL END
  DELETE old
  CREATE (to)<-[:RELEASES {as: CASE row.to WHEN row.as THEN null ELSE row.as END}]-(release)
  RETURN count(*) AS releases
}
CALL (row, from, to) {
  MATCH (from)<-[old:DESCRIBES]-(known)
  WHERE coalesce(old.as, row.from) = row.as AND (row.agency IS NULL OR known.agency = row.agency) AND NOT coalesce(known.agency, '') IN row.except
  DELETE old
  CREATE (to)<-[:DESCRIBES {as: CASE row.to WHEN row.as THEN null ELSE row.as END}]-(known)
  RETURN count(*) AS entries
}
CALL (row, from, to) {
  MATCH (from)<-[old:OF]-(review)
  WHERE coalesce(old.as, row.from) = row.as AND row.agency IS NULL
  DELETE old
  CREATE (to)<-[:OF {as: CASE row.to WHEN row.as THEN null ELSE row.as END}]-(review)
  RETURN count(*) AS reviews
}
CALL (row, from, to, everything) {
  MATCH (from)-[old:MEMBER_OF|WAS_MEMBER_OF]->(ring) WHERE everything AND row.from = row.as
  WITH to, ring, old, type(old) AS kind, properties(old) AS given, EXISTS { (to)-[t]->(ring) WHERE type(t) = type(old) } AS joined
  DELETE old
  FOREACH (_ IN CASE WHEN joined THEN [] ELSE [1] END | CREATE (to)-[new:$(kind)]->(ring) SET new = given)
  RETURN count(*) AS memberships
}
RETURN collect(names + starts + ends + releases + entries + reviews + memberships) AS moved
