package tokenise

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/parallel"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/tokens"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rawReports returns raw reports, each with a number of its own. On the bad lines it is not a
// number.
func rawReports(reports int, bad ...int) string {
	var b strings.Builder
	for i := 1; i <= reports; i++ {
		value := fmt.Sprintf("+91%010d", 9000000000+i)
		for _, line := range bad {
			if line == i {
				value = "quokka"
			}
		}
		fmt.Fprintf(&b, `{"type":"report","id":"R%d","identifiers":[{"kind":"number","value":%q}]}`+"\n", i, value)
	}
	return b.String()
}

// setup returns options with a key and a file of raw records, and the folder of their files.
func setup(t *testing.T, raw string) (o Options, dir string) {
	t.Helper()
	dir = t.TempDir()
	in := filepath.Join(dir, "in")
	require.NoError(t, os.WriteFile(in, []byte(raw), 0o600))
	key, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	source, err := FromKey(key, nil)
	require.NoError(t, err)
	return Options{In: in, Out: filepath.Join(dir, "out"), Region: "IN", Source: source}, dir
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}

func TestRun_WritesInTheOrderOfTheInput(t *testing.T) {
	o, dir := setup(t, rawReports(1500, 3, 1400))
	o.Rejects = filepath.Join(dir, "rejects")
	var messages bytes.Buffer
	o.Messages = &messages
	done, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 1500, done.Lines)
	require.Equal(t, 1498, done.Written)
	require.Equal(t, 2, done.Refused)
	require.Equal(t, 1498, done.Identifiers)
	lines := strings.Split(strings.TrimSpace(read(t, o.Out)), "\n")
	require.Len(t, lines, 1498)
	require.Contains(t, lines[0], `"id":"R1"`)
	require.Contains(t, lines[2], `"id":"R4"`)
	require.Contains(t, lines[1497], `"id":"R1500"`)
	require.Regexp(t, `^\{"line":3,"field":"identifiers\[0\]\.value","reason":".*"\}\n\{"line":1400,`, read(t, o.Rejects))
	require.NotContains(t, read(t, o.Rejects)+messages.String(), "quokka")

	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "exists already")
}

func TestRun_MakesEachIdentifierOfAChunkOnce(t *testing.T) {
	o, _ := setup(t, strings.Repeat(rawReports(1), chunkLines))
	var made atomic.Int64
	tokensOf := o.Source.Tokens
	o.Source.Tokens = func(ctx context.Context, ids []tokens.Identifier) ([]string, error) {
		made.Add(int64(len(ids)))
		return tokensOf(ctx, ids)
	}
	done, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, chunkLines, done.Written)
	require.EqualValues(t, 1, made.Load())
}

func TestRun_Equivalences(t *testing.T) {
	o, dir := setup(t, rawReports(3))
	first, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	second, err := tokens.GenerateKey(2)
	require.NoError(t, err)
	o.Source, err = FromKey(second, first)
	require.NoError(t, err)
	_, err = Run(t.Context(), o)
	require.NoError(t, err)
	written := read(t, o.Out)
	require.Equal(t, 3, strings.Count(written, `"type":"equivalence"`))
	require.Equal(t, 3, strings.Count(written, `"same_as":"tk2_`))

	o.Out = filepath.Join(dir, "again")
	_, err = Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, written, read(t, o.Out), "the same ids each time")

	_, err = FromKey(first, second)
	require.ErrorIs(t, err, ErrEpochs)
	_, err = FromKey(first, first)
	require.ErrorIs(t, err, ErrEpochs)
}

func TestRun_StoppedLeavesNothing(t *testing.T) {
	o, dir := setup(t, rawReports(1000))
	ctx, cancel := context.WithCancel(t.Context())
	o.Source.Tokens = func(ctx context.Context, _ []tokens.Identifier) ([]string, error) {
		cancel()
		return nil, context.Cause(ctx)
	}
	_, err := Run(ctx, o)
	require.ErrorIs(t, err, ErrStopped)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "the input")
}

func TestRun_PanicOfASourceReachesTheCaller(t *testing.T) {
	o, dir := setup(t, rawReports(3000))
	o.Source.Tokens = func(context.Context, []tokens.Identifier) ([]string, error) { panic("secret") }
	defer func() {
		value := recover()
		require.IsType(t, &parallel.Panic{}, value)
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, 1, "the input")
	}()
	_, _ = Run(t.Context(), o)
}

var errGone = errors.New("the service is gone")

// failingAfter makes the source of the options fail after some chunks, one at a time.
func failingAfter(o Options, chunks int64) Options {
	var count atomic.Int64
	tokensOf := o.Source.Tokens
	o.Source = &Source{Workers: 1, Tokens: func(ctx context.Context, ids []tokens.Identifier) ([]string, error) {
		if count.Add(1) > chunks {
			return nil, errGone
		}
		return tokensOf(ctx, ids)
	}}
	return o
}

func TestRun_Resumes(t *testing.T) {
	o, dir := setup(t, rawReports(2000, 100, 1900))
	whole := o
	whole.Out = filepath.Join(dir, "whole")
	want, err := Run(t.Context(), whole)
	require.NoError(t, err)

	o.Rejects = filepath.Join(dir, "rejects")
	o.Resume = &Resume{Settings: "IN", Secret: "credential"}
	_, err = Run(t.Context(), failingAfter(o, 4))
	require.ErrorIs(t, err, errGone)
	require.NoFileExists(t, o.Out)
	partial := read(t, partialName(o.Out))
	require.True(t, strings.HasPrefix(read(t, whole.Out), partial))

	// A crash leaves torn lines in both files.
	for _, name := range []string{partialName(o.Out), journalName(o.Out)} {
		require.NoError(t, os.WriteFile(name, []byte(read(t, name)+`{"type":"rep`), 0o600))
	}

	other := o
	other.Resume = &Resume{Settings: "US", Secret: "credential"}
	_, err = Run(t.Context(), other)
	require.ErrorContains(t, err, "was written by another command")
	other = o
	other.In = filepath.Join(dir, "other")
	for _, raw := range []string{rawReports(2000, 7), rawReports(3)} {
		require.NoError(t, os.WriteFile(other.In, []byte(raw), 0o600))
		_, err = Run(t.Context(), other)
		require.ErrorIs(t, err, errOtherInput)
	}

	journal, err := os.Open(journalName(o.Out))
	require.NoError(t, err)
	require.NoError(t, files.Lock(journal))
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "is being written by another command")
	require.NoError(t, journal.Close())

	done, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, want, done)
	require.Equal(t, read(t, whole.Out), read(t, o.Out))
	require.Equal(t, 2, strings.Count(read(t, o.Rejects), "\n"))
	require.NoFileExists(t, partialName(o.Out))
	require.NoFileExists(t, journalName(o.Out))
}

func TestRun_NothingToResume(t *testing.T) {
	o, dir := setup(t, rawReports(300))
	o.Resume = &Resume{Settings: "IN", Secret: "credential"}
	_, err := Run(t.Context(), failingAfter(o, 0))
	require.ErrorIs(t, err, errGone)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "the input")
}

// Agency and source pass through, and the identifier of a known business becomes a token.
func TestRun_KeepsProvenance(t *testing.T) {
	o, _ := setup(t, `{"type":"report","id":"R1","agency":"police","source":"C-1234567","identifiers":[{"kind":"number","value":"+919000000001"}]}
{"type":"link","id":"L1","agency":"telco","source":"C-7654321","relation":"used_in","from":{"kind":"number","value":"+919000000001"},"to":{"kind":"device","value":"356938035643809"}}
{"type":"known","id":"K1","agency":"operator","identifier":{"kind":"number","value":"+919000000001"},"business":"delivery","valid_until":"2027-01-01T00:00:00Z"}
{"type":"report","id":"R2","source":"9000000001","identifiers":[{"kind":"number","value":"+919000000001"}]}
{"type":"report","id":"R3","agency":"9000000001","identifiers":[{"kind":"number","value":"+919000000001"}]}
`)
	done, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 2, done.Refused)
	var records []graph.Record
	for line := range strings.Lines(read(t, o.Out)) {
		r, err := record.ParseInFile([]byte(line))
		require.NoError(t, err)
		records = append(records, r)
	}
	report, link, known := records[0].(*graph.Report), records[1].(*graph.Link), records[2].(*graph.Known)
	require.Equal(t, []string{"police", "C-1234567"}, []string{report.Agency, report.Source})
	require.Equal(t, []string{"telco", "C-7654321"}, []string{link.Agency, link.Source})
	require.Equal(t, []string{"operator", "delivery"}, []string{known.Agency, known.Business})
	require.Equal(t, report.Identifiers[0], known.Identifier)
	require.Equal(t, report.Identifiers[0], link.From)
	require.NotContains(t, read(t, o.Out), "9000000001")
}

func TestCSV_Header(t *testing.T) {
	for header, want := range map[string]string{
		"9876543210,C1\n": "column 1 is not the name of a field",
		"number,loss\n":   "no column is id",
		"id,number,id\n":  "column 3 is a second id",
		"id,\"number\n":   "is not one row of CSV",
	} {
		o, _ := setup(t, header)
		var err error
		o.Format, err = CSV(nil)
		require.NoError(t, err)
		_, err = Run(t.Context(), o)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "9876543210")
	}
	_, err := CSV(map[string]string{"Mobile": "phone"})
	require.ErrorContains(t, err, "a column can be id, agency, source, occurred_at")
}

func TestOptions_ErrorsNameTheField(t *testing.T) {
	source := &Source{Tokens: func(context.Context, []tokens.Identifier) ([]string, error) { return nil, nil }, Workers: 1}
	for field, o := range map[string]Options{
		"Source":         {},
		"Source.Workers": {Source: &Source{Tokens: source.Tokens}},
		"Rejects":        {Source: source, Out: "x", Rejects: "./x"},
		"Resume":         {Source: source, In: files.Stdio, Out: "x", Resume: &Resume{}},
	} {
		_, err := Run(t.Context(), o)
		require.ErrorContains(t, err, "tokenise options: "+field)
	}
}
