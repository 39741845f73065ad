package cypher

import _ "embed"

// Statements on the audit log.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed audit/append_entries.cypher
	AppendEntries Statement
	//go:embed audit/lock_audit_log.cypher
	LockAuditLog Statement
	//go:embed audit/read_entries.cypher
	ReadEntries Statement
	//go:embed audit/read_existing_entries.cypher
	ReadExistingEntries Statement
)
