package cypher

import _ "embed"

// Statements on what agencies say about rings and identifiers: feedback, findings, disputes.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed reviews/count_feedback.cypher
	CountFeedback Statement
	//go:embed reviews/read_dispute.cypher
	ReadDispute Statement
	//go:embed reviews/read_disputes.cypher
	ReadDisputes Statement
	//go:embed reviews/read_last_feedback.cypher
	ReadLastFeedback Statement
	//go:embed reviews/read_open_dispute.cypher
	ReadOpenDispute Statement
	//go:embed reviews/read_revocations.cypher
	ReadRevocations Statement
	//go:embed reviews/read_verification.cypher
	ReadVerification Statement
	//go:embed reviews/read_verifications.cypher
	ReadVerifications Statement
	//go:embed reviews/save_clearance.cypher
	SaveClearance Statement
	//go:embed reviews/save_decision.cypher
	SaveDecision Statement
	//go:embed reviews/save_dispute.cypher
	SaveDispute Statement
	//go:embed reviews/save_feedback.cypher
	SaveFeedback Statement
	//go:embed reviews/save_verification.cypher
	SaveVerification Statement
)
