package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/localplatform"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// rawValues are identifiers that occur nowhere else. Core is the part of each that must be found
// nowhere.
var rawValues = []struct{ kind, value, core string }{
	{"number", "+91 98765-01234", "9876501234"},
	{"number", "098765 09876", "9876509876"},
	{"device", "35-693803-564380-9", "35693803564380"},
	{"account", "upi:quokkazebra77@okbank", "quokkazebra77"},
	{"account", "bank:HDFC0009876/771234512345671", "771234512345671"},
	{"account", "eth:0x52908400098527886e0f7030069857d2e4169ee7", "52908400098527886e0f7030069857d2e4169ee7"},
}

// goodIdentifiers complete a report that is accepted.
const goodIdentifiers = `"identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]`

// Nothing raw is left anywhere. Raw records go through the custodian's service into rings, and raw
// values are sent to every route by mistake. The test searches the platform's memory, and after the
// mistakes every file of Neo4j, every log and every answer. At the end it plants something to show
// that each search can find it.
func TestRaw_Nowhere(t *testing.T) {
	t.Parallel()
	neotest.SkipIfShort(t)
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("reading another process's memory takes root on Linux")
	}
	p := startRawPlatform(t)
	p.fileTokens(t)
	require.Negative(t, rawInMemory(t, p.up.Process.Pid, needles()), "the platform's memory")
	p.overwritesMistakes(t)
	p.fileRaw(t)
	p.detect(t)
	p.requireNothingRaw(t)
	p.requireSearchesFind(t)
}

// rawPlatform is a platform, a custodian, and all that they have answered and printed.
type rawPlatform struct {
	custody      *custody
	up           *process
	where        localplatform.Connection
	env          []string // of commands on its Neo4j
	data         string   // its folder
	raw, records string   // files of records, before and after tokenize
	output       strings.Builder
}

func startRawPlatform(t *testing.T) *rawPlatform {
	t.Helper()
	dir := t.TempDir()
	p := &rawPlatform{
		custody: inCustody(t, 1, 100_000), data: filepath.Join(dir, "data"),
		raw: filepath.Join(dir, "raw.ndjson"), records: filepath.Join(dir, "records.ndjson"),
	}
	require.NoError(t, os.WriteFile(p.raw, rawRing(), 0o600))
	require.Zero(t, p.run(t, nil, p.custody.tokenizeArgs(p.custody.url, p.raw, p.records)...))
	p.output.WriteString(contents(t, p.records))

	p.up = start(t, nil, "up", "--data", p.data, "--listen", "127.0.0.1:0", "--schedule", "0 0 1 1 *", "--log-level", "debug")
	p.where = p.up.isUp(t, p.data)
	p.env = []string{
		"NEO4J_URI=" + p.where.Neo4jURI, "NEO4J_USER=" + p.where.Neo4jUser, "NEO4J_PASSWORD=" + p.where.Neo4jPassword,
	}
	return p
}

// rawRing returns raw records that are a ring: twelve reports with all values.
func rawRing() []byte {
	var lines bytes.Buffer
	for i := range 12 {
		fmt.Fprintf(&lines, `{"type":"report","id":"R-%d","occurred_at":"2026-05-%02dT10:00:00Z",`, i, 1+i)
		lines.WriteString(`"category":"upi_fraud","region":"KA","identifiers":[`)
		for j, v := range rawValues {
			if j > 0 {
				lines.WriteByte(',')
			}
			fmt.Fprintf(&lines, `{"kind":%q,"value":%q}`, v.kind, v.value)
		}
		lines.WriteString("]}\n")
	}
	return lines.Bytes()
}

// run runs a command and returns its exit code.
func (p *rawPlatform) run(t *testing.T, env []string, args ...string) int {
	t.Helper()
	code, printed := run(t, env, args...)
	p.output.WriteString(printed)
	return code
}

// send sends a request with the operator's key, unless the header has another.
func (p *rawPlatform) send(t *testing.T, method, path string, header http.Header, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.where.API+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Close = true
	request.Header = header.Clone()
	if request.Header == nil {
		request.Header = http.Header{}
	}
	if request.Header.Get("Authorization") == "" {
		request.Header.Set("Authorization", "Bearer "+p.where.Key)
	}
	if request.Header.Get("Content-Type") == "" {
		request.Header.Set("Content-Type", "application/x-ndjson")
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	p.output.Write(answer)
	for name, values := range response.Header {
		p.output.WriteString(name + strings.Join(values, " "))
	}
	return response.StatusCode, string(answer)
}

// post posts records.
func (p *rawPlatform) post(t *testing.T, records string) (answer string) {
	t.Helper()
	status, answer := p.send(t, http.MethodPost, "/v1/records", nil, records)
	require.Equal(t, http.StatusOK, status, answer)
	return answer
}

// fileTokens files the records as intended.
func (p *rawPlatform) fileTokens(t *testing.T) {
	t.Helper()
	require.Zero(t, p.run(t, p.env, "ingest", "--agency", "police", p.records), p.output.String())
	p.post(t, contents(t, p.records))
}

// overwritesMistakes checks that what a mistake in the value of a field or in a header leaves in
// memory is soon overwritten. The name of a field and a URL may stay longer.
func (p *rawPlatform) overwritesMistakes(t *testing.T) {
	t.Helper()
	const mistake = "quokkaquokkaquokkaquokkaquokkaquokkaquokkaquokka9876501239"
	p.send(t, http.MethodPost, "/v1/records", http.Header{"X-Suspect": {mistake}},
		`{"type":"report","id":"M","identifiers":[{"kind":"number","token":"`+mistake+`"}]}`+"\n"+
			`{"type":"report","id":"M","suspect":"`+mistake+`"}`+"\n"+mistake)
	p.send(t, http.MethodGet, "/v1/rings", http.Header{"Authorization": {"Bearer " + mistake}}, "")
	require.Eventually(t, func() bool {
		return rawInMemory(t, p.up.Process.Pid, [][]byte{[]byte(mistake)}) < 0
	}, 2*time.Minute, time.Second, "what a mistake left")
}

// fileRaw sends raw values by mistake, wherever there is a place for them.
func (p *rawPlatform) fileRaw(t *testing.T) {
	t.Helper()
	require.Equal(t, 1, p.run(t, p.env, "ingest", "--agency", "police", p.raw))
	require.Contains(t, p.post(t, contents(t, p.raw)), `"refused":12`)
	for _, v := range rawValues {
		for _, text := range []string{v.core, v.value} {
			p.inRecords(t, text)
			p.inRequests(t, text)
		}
		// As an id, a source or a kind of business, where it has the form of one.
		for _, line := range []string{
			`{"type":"report","id":"` + rawValues[0].core + `",` + goodIdentifiers + `}`,
			`{"type":"report","id":"M","source":"` + rawValues[0].core + `",` + goodIdentifiers + `}`,
			`{"type":"known","id":"M","business":"` + rawValues[0].core + `","valid_until":"2027-01-01T00:00:00Z",` +
				`"identifier":{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}}`,
		} {
			require.Contains(t, p.post(t, line), `"refused":1`)
		}
	}
}

// inRecords sends a value in each place of a record.
func (p *rawPlatform) inRecords(t *testing.T, text string) {
	t.Helper()
	content, err := json.Marshal(text)
	require.NoError(t, err)
	quoted := string(content)
	for _, line := range []string{
		`{"type":"report","id":"M","identifiers":[{"kind":"number","token":` + quoted + `}]}`,
		`{"type":"report","id":"M","identifiers":[{"kind":` + quoted + `,"token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}`,
		`{"type":"report","id":"M","suspect":` + quoted + `,` + goodIdentifiers + `}`,
		`{"type":"report","id":"M",` + quoted + `:"x",` + goodIdentifiers + `}`,
		`{"type":` + quoted + `,"id":"M",` + goodIdentifiers + `}`,
		`{"type":"report","id":"M","agency":` + quoted + `,` + goodIdentifiers + `}`,
		`{"type":"report","id":"M","occurred_at":` + quoted + `,` + goodIdentifiers + `}`,
		`{"type":"withdrawal","id":"M","withdraws":"M","reason":` + quoted + `,"suspect":1}`,
		`{"type":"equivalence","id":"M","identifier":{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"},` +
			`"same_as":` + quoted + `}`,
		text, "{" + quoted, `[` + quoted + `]`,
	} {
		require.Contains(t, p.post(t, line), `"refused":1`)
	}
	p.send(t, http.MethodPost, "/v1/records", http.Header{"Content-Type": {"application/json"}}, quoted)
}

// inRequests sends a value in paths, queries, headers and bodies, and on a command line.
func (p *rawPlatform) inRequests(t *testing.T, text string) {
	t.Helper()
	quoted, err := json.Marshal(text)
	require.NoError(t, err)
	escaped := strings.NewReplacer(" ", "%20", "/", "%2F", ":", "%3A").Replace(text)
	p.send(t, http.MethodGet, "/v1/rings?region="+escaped+"&q="+escaped, nil, "")
	p.send(t, http.MethodGet, "/v1/rings/"+escaped, nil, "")
	for _, path := range []string{"/v1/disputes", "/v1/disputes/dispute-1/decision", "/v1/reverifications/" + escaped} {
		p.send(t, http.MethodPost, path, http.Header{"Content-Type": {"application/json"}},
			`{"token":`+string(quoted)+`,"reason":"other","status":"upheld","note":`+string(quoted)+`}`)
	}
	p.send(t, http.MethodGet, "/"+escaped, nil, "")
	p.send(t, http.MethodGet, "/v1/rings", http.Header{
		"X-Request-Id": {text}, "User-Agent": {text}, "X-Suspect": {text}, "Cookie": {"a=" + text},
	}, "")
	p.send(t, http.MethodGet, "/v1/rings", http.Header{"Authorization": {"Bearer " + text}}, "")
	env := []string{"NEO4J_URI=bolt://" + escaped + "@127.0.0.1:1", "NEO4J_PASSWORD=x"}
	require.Equal(t, 1, p.run(t, env, "agency", "list"))
}

// detect runs a detection and reads its rings.
func (p *rawPlatform) detect(t *testing.T) {
	t.Helper()
	status, answer := p.send(t, http.MethodPost, "/v1/runs", nil, "")
	require.Equal(t, http.StatusAccepted, status, answer)
	require.Eventually(t, func() bool {
		_, answer := p.send(t, http.MethodGet, "/v1/runs", nil, "")
		return strings.Contains(answer, `"succeeded"`)
	}, time.Minute, 200*time.Millisecond)
	for _, path := range []string{"/v1/rings?band=medium,high,very_high", "/v1/rings", "/metrics", "/healthz", "/openapi.yaml"} {
		p.send(t, http.MethodGet, path, nil, "")
	}
}

// requireNothingRaw searches answers, logs, the graph and all files.
func (p *rawPlatform) requireNothingRaw(t *testing.T) {
	t.Helper()
	values := needles()
	require.Negative(t, rawIn(strings.NewReader(p.output.String()), values), "an answer or a message")
	require.Negative(t, rawIn(strings.NewReader(p.up.output.String()+p.custody.process.output.String()), values), "a log")
	var texts []string
	for _, v := range rawValues {
		texts = append(texts, v.core)
	}
	require.Zero(t, rawInGraph(t, p.where, texts), "a property in Neo4j")
	found, files := rawInFolder(t, p.data, values)
	require.Empty(t, found)
	require.Greater(t, files, 50)
}

// requireSearchesFind plants a value and checks that each search finds it. It stops the platform,
// and searches for raw values in what that wrote.
func (p *rawPlatform) requireSearchesFind(t *testing.T) {
	t.Helper()
	values := needles()
	plant := "planted-" + strings.Repeat("quokka", 12) + "-77-" + strings.Repeat("x", 20)
	planted := [][]byte{[]byte(plant)}
	require.Contains(t, p.post(t, `{"type":"report","id":"`+plant+`",`+goodIdentifiers+`}`), `"created":1`)
	require.Positive(t, rawInGraph(t, p.where, []string{plant}))
	require.Contains(t, p.output.String(), plant)

	p.holdInMemory(t, plant)
	require.Eventually(t, func() bool {
		return rawInMemory(t, p.up.Process.Pid, planted) >= 0
	}, time.Minute, 10*time.Millisecond, "the memory of a request that is under way")

	require.NoError(t, os.WriteFile(filepath.Join(p.data, "planted"), values[1], 0o600))
	found, _ := rawInFolder(t, p.data, values)
	require.Equal(t, filepath.Join(p.data, "planted"), found, "in UTF-16")
	require.NoError(t, os.Remove(found))

	p.up.interrupt(t)
	p.up.end(t, time.Minute)
	found, _ = rawInFolder(t, p.data, planted)
	require.NotEmpty(t, found, "Neo4j's own files")
	found, _ = rawInFolder(t, p.data, values)
	require.Empty(t, found, "what the stop wrote")
}

// holdInMemory sends a request with a text in it that does not end before the test.
func (p *rawPlatform) holdInMemory(t *testing.T, text string) {
	t.Helper()
	body := io.MultiReader(strings.NewReader("{\"a\":\""+text), neverEnds{t.Context().Done()})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.where.API+"/v1/records", body)
	require.NoError(t, err)
	request.Header.Set("X-Held", text)
	request.Header.Set("Authorization", "Bearer "+p.where.Key)
	request.Header.Set("Content-Type", "application/x-ndjson")
	go func() {
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
}

// neverEnds is the rest of a body that is not sent.
type neverEnds struct{ done <-chan struct{} }

func (n neverEnds) Read([]byte) (int, error) {
	<-n.done
	return 0, io.EOF
}
