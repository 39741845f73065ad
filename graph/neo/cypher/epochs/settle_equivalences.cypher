// Stores what follows from claims that were filed or withdrawn: the canonical token of each later token, which is
// null as long as nobody confirms a claim; else what its only claimant claims; and the tokens under which some of
// what is filed under the later token may be stored. The next runs move it.
UNWIND $rows AS row
MATCH (e:Equivalence {token: row.token}) WHERE e.renamed IS NULL
SET e:Unsettled, e.first = row.first, e.claimed = row.claimed, e.claimant = row.claimant, e.unsettled_at = datetime.transaction(), e.said_at = datetime.transaction(),
    e.targets = coalesce(e.targets, []) + [target IN row.targets WHERE NOT target IN coalesce(e.targets, [])]
