package cypher

import _ "embed"

// Statements on agencies and their credentials.
// TestStatements checks that each file is embedded and each name used.
var (
	//go:embed register/add_credential.cypher
	AddCredential Statement
	//go:embed register/create_secret.cypher
	CreateSecret Statement
	//go:embed register/expire_keys.cypher
	ExpireKeys Statement
	//go:embed register/read_agencies.cypher
	ReadAgencies Statement
	//go:embed register/read_credential_holder.cypher
	ReadCredentialHolder Statement
	//go:embed register/read_credentials.cypher
	ReadCredentials Statement
	//go:embed register/read_register.cypher
	ReadRegister Statement
	//go:embed register/read_secret.cypher
	ReadSecret Statement
	//go:embed register/revoke_credential.cypher
	RevokeCredential Statement
	//go:embed register/revoke_credentials.cypher
	RevokeCredentials Statement
	//go:embed register/save_agency.cypher
	SaveAgency Statement
)
