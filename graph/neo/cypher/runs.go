package cypher

import _ "embed"

// Statements that record runs.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed runs/abandon_runs.cypher
	AbandonRuns Statement
	//go:embed runs/create_run.cypher
	CreateRun Statement
	//go:embed runs/end_run.cypher
	EndRun Statement
	//go:embed runs/read_run.cypher
	ReadRun Statement
	//go:embed runs/read_runs.cypher
	ReadRuns Statement
)
