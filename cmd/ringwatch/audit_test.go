package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/neotest"
)

// TestAudit changes credentials with the commands, verifies the audit log, and then tampers with
// the log.
func TestAudit(t *testing.T) {
	t.Parallel()
	env := onNeo4j(t)
	printed := func(code int, args ...string) string {
		t.Helper()
		got, output := run(t, env, args...)
		require.Equal(t, code, got, "%v: %s", args, output)
		return output
	}
	require.Contains(t, printed(0, "audit", "verify"), "0 entries are as they were written")
	printed(0, "agency", "add", "axis", "--kind", "bank", "--regions", "KA,TN", "--scopes", "rings:read,checks:make")
	require.Contains(t, printed(0, "agency", "list"), "rings:read,checks:make  KA,TN")
	require.Contains(t, printed(0, "agency", "key", "add", "axis", "--scopes", "checks:make", "--expires", "90d"), "rwk_")
	require.Contains(t, printed(0, "agency", "key", "add", "axis", "--subject", "svc-axis"), "has the credential")
	require.Contains(t, printed(1, "agency", "key", "add", "axis", "--subject", "svc-axis"), "has it already")
	require.Contains(t, printed(0, "agency", "key", "rotate", "axis", "--overlap", "1h"), "2 keys of axis will expire within 1h0m0s")
	list := printed(0, "agency", "key", "list", "axis")
	require.Equal(t, 2, strings.Count(list, "valid until"), list)
	subject := regexp.MustCompile(`(?m)^([0-9a-f]{12})\s+subject`).FindStringSubmatch(list)
	require.NotNil(t, subject, list)
	printed(0, "agency", "key", "revoke", "axis", subject[1])
	require.Contains(t, printed(1, "agency", "key", "revoke", "axis", subject[1]), "no such credential")
	require.Contains(t, printed(1, "agency", "key", "revoke", "axis", "x"), "12 characters")
	require.Contains(t, printed(1, "agency", "key", "list", "nobody"), `there is no agency "nobody"`)
	require.Contains(t, printed(1, "agency", "add", "axis", "--kind", "bank", "--regions", "ka"), "--regions")

	lines := strings.Split(strings.TrimSpace(printed(0, "audit", "verify")), "\n")
	head := lines[len(lines)-1]
	require.Regexp(t, `^[1-9][0-9]{0,17}:[0-9a-f]{64}$`, head)
	require.True(t, strings.HasPrefix(head, "6:"), head)
	printed(0, "audit", "verify", "--noted", head)
	file := filepath.Join(t.TempDir(), "record.ndjson")
	printed(0, "audit", "export", "--out", file)
	require.Contains(t, printed(0, "audit", "verify", "--in", file, "--noted", head), "6 entries")
	exported, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(exported), `"actor":"command `)
	require.NotContains(t, string(exported), "rwk_")
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(exported), "KA TN", "KA", 1)), 0o600))
	require.Contains(t, printed(1, "audit", "verify", "--in", file), "entry 1 is not what was written as entry 1")

	server := neotest.Server(t)
	driver, err := neo4j.NewDriverWithContext(server.BoltURI(), neo4j.BasicAuth(server.User(), server.Password(), ""))
	require.NoError(t, err)
	defer func() { require.NoError(t, driver.Close(context.Background())) }()
	_, err = neo4j.ExecuteQuery(t.Context(), driver, "MATCH (e:AuditEntry {seq: 3}) DETACH DELETE e", nil, neo4j.EagerResultTransformer)
	require.NoError(t, err)
	require.Contains(t, printed(1, "audit", "verify"), "entry 3 is missing")
}
