package cypher

import _ "embed"

// Statements that delete what is too old.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed retention/delete_claims.cypher
	DeleteClaims Statement
	//go:embed retention/delete_closed_rings.cypher
	DeleteClosedRings Statement
	//go:embed retention/delete_disputes.cypher
	DeleteDisputes Statement
	//go:embed retention/delete_expired_known.cypher
	DeleteExpiredKnown Statement
	//go:embed retention/delete_orphan_feedback.cypher
	DeleteOrphanFeedback Statement
	//go:embed retention/delete_releases.cypher
	DeleteReleases Statement
	//go:embed retention/delete_verifications.cypher
	DeleteVerifications Statement
	//go:embed retention/delete_withdrawals.cypher
	DeleteWithdrawals Statement
	//go:embed retention/read_expired_links.cypher
	readExpiredLinks string
	//go:embed retention/read_expired_reports.cypher
	ReadExpiredReports Statement
)

// ReadExpiredLinks is one statement for each relation.
var ReadExpiredLinks = forRelations(readExpiredLinks)
