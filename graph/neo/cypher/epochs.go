package cypher

import _ "embed"

// Statements that resolve, join, part and rename tokens of several epochs.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed epochs/count_identifiers_of_epoch.cypher
	CountIdentifiersOfEpoch Statement
	//go:embed epochs/count_renames.cypher
	CountRenames Statement
	//go:embed epochs/end_settling.cypher
	EndSettling Statement
	//go:embed epochs/forget_retired_claims.cypher
	ForgetRetiredClaims Statement
	//go:embed epochs/move_evidence.cypher
	MoveEvidence Statement
	//go:embed epochs/own_equivalences.cypher
	OwnEquivalences Statement
	//go:embed epochs/read_claims.cypher
	ReadClaims Statement
	//go:embed epochs/read_later_claims.cypher
	ReadLaterClaims Statement
	//go:embed epochs/read_retired_epochs.cypher
	ReadRetiredEpochs Statement
	//go:embed epochs/read_unsettled_equivalences.cypher
	ReadUnsettledEquivalences Statement
	//go:embed epochs/recompute_all_seen_times.cypher
	RecomputeAllSeenTimes Statement
	//go:embed epochs/rename_epoch.cypher
	RenameEpoch Statement
	//go:embed epochs/save_retired_epoch.cypher
	SaveRetiredEpoch Statement
	//go:embed epochs/settle_equivalences.cypher
	SettleEquivalences Statement
)
