package cypher

import _ "embed"

// Statements on idempotency keys.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed idempotency/claim_key.cypher
	ClaimKey Statement
	//go:embed idempotency/delete_expired_responses.cypher
	DeleteExpiredResponses Statement
	//go:embed idempotency/release_key.cypher
	ReleaseKey Statement
	//go:embed idempotency/store_response.cypher
	StoreResponse Statement
)
