package cypher

import _ "embed"

// Statements on the audit log.
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
