package cypher

import _ "embed"

// Statements that read the evidence: whole, or what arrived since.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed evidence/count_releases.cypher
	CountReleases Statement
	//go:embed evidence/count_standing.cypher
	CountStanding Statement
	//go:embed evidence/find_damaged_evidence.cypher
	FindDamagedEvidence Statement
	//go:embed evidence/read_cleared_reports.cypher
	ReadClearedReports Statement
	//go:embed evidence/read_counts.cypher
	ReadCounts Statement
	//go:embed evidence/read_erroneous_withdrawals.cypher
	ReadErroneousWithdrawals Statement
	//go:embed evidence/read_findings_on_verified.cypher
	ReadFindingsOnVerified Statement
	//go:embed evidence/read_has_reports.cypher
	ReadHasReports Statement
	//go:embed evidence/read_identifiers.cypher
	ReadIdentifiers Statement
	//go:embed evidence/read_judged_rings.cypher
	ReadJudgedRings Statement
	//go:embed evidence/read_known.cypher
	ReadKnown Statement
	//go:embed evidence/read_links.cypher
	readLinks string
	//go:embed evidence/read_names.cypher
	ReadNames Statement
	//go:embed evidence/read_new_links.cypher
	readNewLinks string
	//go:embed evidence/read_new_reports.cypher
	ReadNewReports Statement
	//go:embed evidence/read_new_withdrawals.cypher
	ReadNewWithdrawals Statement
	//go:embed evidence/read_releases.cypher
	ReadReleases Statement
	//go:embed evidence/read_reports.cypher
	ReadReports Statement
	//go:embed evidence/read_voided_links.cypher
	ReadVoidedLinks Statement
	//go:embed evidence/read_voided_names.cypher
	ReadVoidedNames Statement
)

// ReadLinks is one statement for each relation.
var ReadLinks = forRelations(readLinks)

// ReadNewLinks is one statement for each relation.
var ReadNewLinks = forRelations(readNewLinks)
