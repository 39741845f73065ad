package cypher

import _ "embed"

// Statements that take records out of the graph again: withdrawn ones, and expired ones.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed withdrawal/delete_former_memberships.cypher
	DeleteFormerMemberships Statement
	//go:embed withdrawal/delete_known.cypher
	DeleteKnown Statement
	//go:embed withdrawal/delete_links.cypher
	deleteLinks string
	//go:embed withdrawal/delete_orphan_identifiers.cypher
	DeleteOrphanIdentifiers Statement
	//go:embed withdrawal/delete_reports.cypher
	DeleteReports Statement
	//go:embed withdrawal/read_recent_withdrawals.cypher
	ReadRecentWithdrawals Statement
	//go:embed withdrawal/recompute_seen_times.cypher
	RecomputeSeenTimes Statement
	//go:embed withdrawal/withdraw_equivalences.cypher
	WithdrawEquivalences Statement
	//go:embed withdrawal/withdraw_releases.cypher
	WithdrawReleases Statement
)

// DeleteLinks is one statement for each relation.
var DeleteLinks = forRelations(deleteLinks)
