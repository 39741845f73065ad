package cypher

import _ "embed"

// Statements that take and give back leases.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed lease/acquire_lease.cypher
	AcquireLease Statement
	//go:embed lease/check_lease.cypher
	CheckLease Statement
	//go:embed lease/read_lease_free.cypher
	ReadLeaseFree Statement
	//go:embed lease/release_lease.cypher
	ReleaseLease Statement
	//go:embed lease/renew_lease.cypher
	RenewLease Statement
)
