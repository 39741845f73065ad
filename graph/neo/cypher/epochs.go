package cypher

import _ "embed"

// Statements that resolve, merge and rename tokens of several epochs.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed epochs/count_identifiers_of_epoch.cypher
	CountIdentifiersOfEpoch Statement
	//go:embed epochs/count_renames.cypher
	CountRenames Statement
	//go:embed epochs/merge_equivalent_identifiers.cypher
	MergeEquivalentIdentifiers Statement
	//go:embed epochs/read_canonical_tokens.cypher
	ReadCanonicalTokens Statement
	//go:embed epochs/read_retired_epochs.cypher
	ReadRetiredEpochs Statement
	//go:embed epochs/read_unmerged_equivalences.cypher
	ReadUnmergedEquivalences Statement
	//go:embed epochs/rename_epoch.cypher
	RenameEpoch Statement
	//go:embed epochs/save_retired_epoch.cypher
	SaveRetiredEpoch Statement
)
