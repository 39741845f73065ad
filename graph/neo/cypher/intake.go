package cypher

import _ "embed"

// Statements by which records are saved.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed intake/create_identifiers.cypher
	createIdentifiers string
	//go:embed intake/create_known.cypher
	CreateKnown Statement
	//go:embed intake/create_links.cypher
	createLinks string
	//go:embed intake/create_missing_identifiers.cypher
	CreateMissingIdentifiers Statement
	//go:embed intake/create_releases.cypher
	CreateReleases Statement
	//go:embed intake/create_reports.cypher
	CreateReports Statement
	//go:embed intake/find_identifiers.cypher
	FindIdentifiers Statement
	//go:embed intake/mark_filed_known.cypher
	MarkFiledKnown Statement
	//go:embed intake/mark_filed_links.cypher
	markFiledLinks string
	//go:embed intake/mark_filed_names.cypher
	MarkFiledNames Statement
	//go:embed intake/mark_filed_releases.cypher
	MarkFiledReleases Statement
	//go:embed intake/read_existing_links_and_releases.cypher
	ReadExistingLinksAndReleases Statement
	//go:embed intake/read_existing_reports.cypher
	ReadExistingReports Statement
	//go:embed intake/read_withdrawn.cypher
	ReadWithdrawn Statement
	//go:embed intake/save_equivalences.cypher
	SaveEquivalences Statement
	//go:embed intake/save_withdrawals.cypher
	SaveWithdrawals Statement
	//go:embed intake/update_sightings.cypher
	UpdateSightings Statement
)

// CreateIdentifiers is one statement for each kind of identifier.
var CreateIdentifiers = forKinds(createIdentifiers)

// CreateLinks is one statement for each relation.
var CreateLinks = forRelations(createLinks)

// MarkFiledLinks is one statement for each relation.
var MarkFiledLinks = forRelations(markFiledLinks)
