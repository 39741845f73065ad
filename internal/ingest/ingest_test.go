package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph/memory"
	"github.com/ringwatch/ringwatch/internal/ingest"
	"github.com/ringwatch/ringwatch/internal/intake"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// report is a report with an id.
const report = `{"type":"report","id":%q,"identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}` + "\n"

func TestFiles_Load(t *testing.T) {
	store := memory.New(memory.Options{})
	dir := t.TempDir()
	names := []string{filepath.Join(dir, "one"), filepath.Join(dir, "two")}
	require.NoError(t, os.WriteFile(names[0], fmt.Appendf(nil, report+"{}\n"+report, "1", "2"), 0o600))
	require.NoError(t, os.WriteFile(names[1], fmt.Appendf(nil, report, "2"), 0o600))
	log, hook := test.NewNullLogger()
	var refused []string
	o := ingest.Options{
		Agency: "police", Records: store.Intake, Agencies: store.Register, Log: log,
		OnRefused: func(file string, line int, refusal error) {
			refused = append(refused, fmt.Sprintf("%s:%d", filepath.Base(file), line))
		},
	}
	for _, want := range []intake.Counts{
		{Created: 2, Unchanged: 1, Refused: 1},
		{Unchanged: 3, Refused: 1},
	} {
		files, err := ingest.Open(t.Context(), names)
		require.NoError(t, err)
		counts, err := files.Load(t.Context(), o)
		require.NoError(t, err)
		files.Close()
		require.Equal(t, want, counts)
	}
	require.Equal(t, []string{"one:2", "one:2"}, refused)
	agencies, err := store.Register.ListAgencies(t.Context())
	require.NoError(t, err)
	require.Len(t, agencies, 1)
	require.Equal(t, "police", agencies[0].ID)
	registered := 0
	for _, entry := range hook.AllEntries() {
		if entry.Data["agency"] == "police" {
			registered++
		}
	}
	require.Equal(t, 1, registered, "only the first time")
}

// A record that names its agency is that agency's, which is registered if it is unknown.
func TestFiles_Load_AgencyOfTheRecord(t *testing.T) {
	store := memory.New(memory.Options{})
	name := filepath.Join(t.TempDir(), "records")
	var lines []byte
	for i := range 30 {
		line := fmt.Sprintf(report, fmt.Sprint(i/3))
		if i%3 > 0 {
			line = fmt.Sprintf(`{"agency":"agency-%d",`, i%3) + line[1:]
		}
		lines = append(lines, line...)
	}
	require.NoError(t, os.WriteFile(name, lines, 0o600))
	log, _ := test.NewNullLogger()
	files, err := ingest.Open(t.Context(), []string{name})
	require.NoError(t, err)
	defer files.Close()
	counts, err := files.Load(t.Context(), ingest.Options{Agency: "police", Records: store.Intake, Agencies: store.Register, Log: log})
	require.NoError(t, err)
	require.Equal(t, intake.Counts{Created: 30}, counts)
	agencies, err := store.Register.ListAgencies(t.Context())
	require.NoError(t, err)
	var ids []string
	for _, agency := range agencies {
		ids = append(ids, agency.ID)
	}
	require.ElementsMatch(t, []string{"police", "agency-1", "agency-2"}, ids)
	s, err := store.Evidence.Snapshot(t.Context())
	require.NoError(t, err)
	for i := range 10 {
		for _, agency := range ids {
			require.Contains(t, s.ReportIDs, fmt.Sprint(agency, "/", i))
		}
	}
}

func TestOpen_FindsMissingFilesFirst(t *testing.T) {
	_, err := ingest.Open(t.Context(), []string{os.DevNull, "/nonexistent/records"})
	require.ErrorIs(t, err, os.ErrNotExist)
}
