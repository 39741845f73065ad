package auditlog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/memory"
	"github.com/ringwatch/ringwatch/internal/auditlog"
)

func TestParseHead(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	head, err := auditlog.ParseHead("7:" + hash)
	require.NoError(t, err)
	require.Equal(t, graph.AuditHead{Sequence: 7, Hash: hash}, head)
	require.Equal(t, "7:"+hash, head.String())
	for _, text := range []string{"", "7", "7:", "0:" + hash, "7:" + hash + "0", "x:" + hash, "7:" + strings.ToUpper(hash)} {
		_, err := auditlog.ParseHead(text)
		require.ErrorContains(t, err, "want number:hash", text)
	}
}

func TestExport_IsVerified(t *testing.T) {
	log := memory.New(memory.Options{}).Audit
	require.NoError(t, log.Append(t.Context(), []graph.AuditEntry{
		{Action: graph.AuditMembersRead, Actor: "axis", Purpose: "case <7>"},
		{Action: graph.AuditGraphRead, Actor: "axis"},
		{Action: graph.AuditGraphRead, Actor: "bank"},
	}))
	var check graph.AuditCheck
	require.NoError(t, auditlog.VerifyStore(t.Context(), log, &check))
	require.Empty(t, check.Findings)
	head := check.Head()

	name := filepath.Join(t.TempDir(), "log")
	require.NoError(t, auditlog.Export(t.Context(), log, name))
	verify := func(text string) (findings []string, err error) {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		check := graph.AuditCheck{NotedHeads: []graph.AuditHead{head}}
		err = auditlog.VerifyFile(t.Context(), name, &check)
		return check.Findings, err
	}
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(content), "\n")
	require.Len(t, lines, 4)
	findings, err := verify(string(content))
	require.NoError(t, err)
	require.Empty(t, findings)
	for what, text := range map[string]string{
		"altered":   strings.Replace(string(content), "case <7>", "case <8>", 1),
		"removed":   lines[0] + lines[2],
		"moved":     lines[1] + lines[0] + lines[2],
		"shortened": lines[0] + lines[1],
	} {
		findings, err := verify(text)
		require.NoError(t, err)
		require.NotEmpty(t, findings, what)
	}
	_, err = verify(lines[0] + "{\n")
	require.ErrorContains(t, err, "line 2: is not an entry of an audit log")
}
