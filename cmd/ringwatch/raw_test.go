package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/localplatform"
	"github.com/ringwatch/ringwatch/internal/neotest"
)

// rawValues are identifiers that occur nowhere else. Core is the part of each that must be found nowhere.
var rawValues = []struct{ kind, value, core string }{
	{"number", "+91 98765-01234", "9876501234"},
	{"number", "098765 09876", "9876509876"},
	{"device", "35-693803-564380-9", "35693803564380"},
	{"account", "upi:quokkazebra77@okbank", "quokkazebra77"},
	{"account", "bank:HDFC0009876/771234512345671", "771234512345671"},
	{"account", "eth:0x52908400098527886e0f7030069857d2e4169ee7", "52908400098527886e0f7030069857d2e4169ee7"},
}

// needles returns the values in UTF-8 and in UTF-16, which Java uses.
func needles() (all [][]byte) {
	add := func(text string) {
		all = append(all, []byte(text))
		var wide []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			wide = binary.LittleEndian.AppendUint16(wide, unit)
		}
		all = append(all, wide)
	}
	for _, v := range rawValues {
		_, value, found := strings.Cut(v.value, ":")
		if !found {
			value = v.value
		}
		add(v.core)
		add(value)
	}
	return all
}

// rawIn returns the index of a value that occurs in a stream, or -1.
func rawIn(r io.Reader, values [][]byte) int {
	const window, overlap = 1 << 20, 256
	buffer := make([]byte, 0, window+overlap)
	for {
		n, err := io.ReadFull(r, buffer[len(buffer):window+overlap])
		buffer = buffer[:len(buffer)+n]
		for i, value := range values {
			if bytes.Contains(buffer, value) {
				return i
			}
		}
		if err != nil {
			return -1
		}
		copy(buffer, buffer[len(buffer)-overlap:])
		buffer = buffer[:overlap]
	}
}

// rawInFolder returns the name of a file that holds a value, and how many files it searched.
func rawInFolder(t *testing.T, folder string, values [][]byte) (found string, files int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasSuffix(name, ".jar") {
			return nil // a log may have been rotated in the meantime
		}
		file, err := os.Open(name)
		if err != nil {
			return nil
		}
		defer file.Close()
		files++
		if rawIn(file, values) >= 0 {
			found = name
		}
		return nil
	}))
	return found, files
}

// rawInMemory returns the index of a value that occurs in the memory of a process, or -1.
func rawInMemory(t *testing.T, pid int, values [][]byte) int {
	t.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	require.NoError(t, err)
	defer maps.Close()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	require.NoError(t, err)
	defer memory.Close()
	searched := int64(0)
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var access string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &access); err != nil || access[0] != 'r' || access[1] != 'w' {
			continue
		}
		section := io.NewSectionReader(memory, from, to-from)
		if found := rawIn(section, values); found >= 0 {
			return found
		}
		searched += to - from
	}
	require.Greater(t, searched, int64(1<<20))
	return -1
}

// rawInGraph searches every property of every node and relationship, and returns how many hold a value. Neo4j packs short
// texts in its files with a few bits for each character, so that searching the files is not enough.
func rawInGraph(t *testing.T, where localplatform.Connection, values []string) int64 {
	t.Helper()
	driver, err := neo4j.NewDriverWithContext(where.Neo4jURI, neo4j.BasicAuth(where.Neo4jUser, where.Neo4jPassword, ""))
	require.NoError(t, err)
	defer func() { require.NoError(t, driver.Close(t.Context())) }()
	var sum int64
	for _, all := range []string{"MATCH (x)", "MATCH ()-[x]->()"} {
		result, err := neo4j.ExecuteQuery(t.Context(), driver, all+`
			UNWIND keys(x) AS key
			WITH CASE WHEN valueType(x[key]) STARTS WITH 'LIST'
				THEN reduce(s = '', v IN x[key] | s + ' ' + toString(v)) ELSE toString(x[key]) END AS text
			WHERE any(value IN $values WHERE text CONTAINS value)
			RETURN count(*) AS found`, map[string]any{"values": values}, neo4j.EagerResultTransformer)
		require.NoError(t, err)
		found, _, err := neo4j.GetRecordValue[int64](result.Records[0], "found")
		require.NoError(t, err)
		sum += found
	}
	return sum
}

// Nothing raw is left anywhere. Raw records go through the custodian's service into rings, and raw values are sent to every
// route by mistake. The test searches the platform's memory, and after the mistakes every file of Neo4j, every log and every
// answer. At the end it plants something to show that each search can find it.
func TestRaw_Nowhere(t *testing.T) {
	t.Parallel()
	neotest.SkipIfShort(t)
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("reading another process's memory takes root on Linux")
	}
	c := inCustody(t, 1, 100_000)
	values := needles()
	dir := t.TempDir()
	raw, records, data := filepath.Join(dir, "raw.ndjson"), filepath.Join(dir, "records.ndjson"), filepath.Join(dir, "data")
	var lines bytes.Buffer
	for i := range 12 { // a ring: many reports with all of them
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
	require.NoError(t, os.WriteFile(raw, lines.Bytes(), 0o600))
	var output strings.Builder // all answers and messages
	code, printed := run(t, nil, c.tokenizeArgs(c.url, raw, records)...)
	require.Zero(t, code, printed)
	output.WriteString(printed + contents(t, records))

	p := start(t, nil, "up", "--data", data, "--listen", "127.0.0.1:0", "--schedule", "0 0 1 1 *", "--log-level", "debug")
	where := p.isUp(t, data)
	env := []string{"NEO4J_URI=" + where.Neo4jURI, "NEO4J_USER=" + where.Neo4jUser, "NEO4J_PASSWORD=" + where.Neo4jPassword}
	ask := func(method, path string, header http.Header, body string) (int, string) {
		request, err := http.NewRequestWithContext(t.Context(), method, where.API+path, strings.NewReader(body))
		require.NoError(t, err)
		request.Close = true
		request.Header = header.Clone()
		if request.Header == nil {
			request.Header = http.Header{}
		}
		if request.Header.Get("Authorization") == "" {
			request.Header.Set("Authorization", "Bearer "+where.Key)
		}
		if request.Header.Get("Content-Type") == "" {
			request.Header.Set("Content-Type", "application/x-ndjson")
		}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		answer, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		output.Write(answer)
		for name, values := range response.Header {
			output.WriteString(name + strings.Join(values, " "))
		}
		return response.StatusCode, string(answer)
	}

	// As intended.
	code, printed = run(t, env, "ingest", "--agency", "police", records)
	require.Zero(t, code, printed)
	output.WriteString(printed)
	status, answer := ask(http.MethodPost, "/v1/records", nil, contents(t, records))
	require.Equal(t, http.StatusOK, status, answer)

	pid := p.Process.Pid
	require.Negative(t, rawInMemory(t, pid, values), "the platform's memory")

	// What a mistake in the value of a field or in a header leaves in memory is soon overwritten. The name of a field and a
	// URL may stay longer, so they are not in this part.
	const mistake = "quokkaquokkaquokkaquokkaquokkaquokkaquokkaquokka9876501239"
	ask(http.MethodPost, "/v1/records", http.Header{"X-Suspect": {mistake}},
		`{"type":"report","id":"M","identifiers":[{"kind":"number","token":"`+mistake+`"}]}`+"\n"+
			`{"type":"report","id":"M","suspect":"`+mistake+`"}`+"\n"+mistake)
	ask(http.MethodGet, "/v1/rings", http.Header{"Authorization": {"Bearer " + mistake}}, "")
	require.Eventually(t, func() bool {
		return rawInMemory(t, pid, [][]byte{[]byte(mistake)}) < 0
	}, 2*time.Minute, time.Second, "what a mistake left")

	// By mistake.
	code, printed = run(t, env, "ingest", "--agency", "police", raw)
	require.Equal(t, 1, code)
	output.WriteString(printed)
	status, answer = ask(http.MethodPost, "/v1/records", nil, contents(t, raw))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer, `"refused":12`)
	const good = `"identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]`
	for _, v := range rawValues {
		for _, text := range []string{v.core, v.value} {
			quoted, err := json.Marshal(text)
			require.NoError(t, err)
			for _, line := range []string{
				`{"type":"report","id":"M","identifiers":[{"kind":"number","token":` + string(quoted) + `}]}`,
				`{"type":"report","id":"M","identifiers":[{"kind":` + string(quoted) + `,"token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}`,
				`{"type":"report","id":"M","suspect":` + string(quoted) + `,` + good + `}`,
				`{"type":"report","id":"M",` + string(quoted) + `:"x",` + good + `}`,
				`{"type":` + string(quoted) + `,"id":"M",` + good + `}`,
				`{"type":"report","id":"M","occurred_at":` + string(quoted) + `,` + good + `}`,
				`{"type":"withdrawal","id":"M","withdraws":"M","reason":` + string(quoted) + `,"suspect":1}`,
				`{"type":"equivalence","id":"M","identifier":{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"},` +
					`"same_as":` + string(quoted) + `}`,
				text, "{" + string(quoted), `[` + string(quoted) + `]`,
			} {
				status, answer = ask(http.MethodPost, "/v1/records", nil, line)
				require.Equal(t, http.StatusOK, status, answer)
				require.Contains(t, answer, `"refused":1`)
			}
			ask(http.MethodPost, "/v1/records", http.Header{"Content-Type": {"application/json"}}, string(quoted))
			escaped := strings.NewReplacer(" ", "%20", "/", "%2F", ":", "%3A").Replace(text)
			ask(http.MethodGet, "/v1/rings?region="+escaped+"&q="+escaped, nil, "")
			ask(http.MethodGet, "/v1/rings/"+escaped, nil, "")
			for _, path := range []string{"/v1/disputes", "/v1/disputes/dispute-1/decision", "/v1/reverifications/" + escaped} {
				ask(http.MethodPost, path, http.Header{"Content-Type": {"application/json"}},
					`{"token":`+string(quoted)+`,"reason":"other","status":"upheld","note":`+string(quoted)+`}`)
			}
			ask(http.MethodGet, "/"+escaped, nil, "")
			ask(http.MethodGet, "/v1/rings", http.Header{
				"X-Request-Id": {text}, "User-Agent": {text}, "X-Suspect": {text}, "Cookie": {"a=" + text},
			}, "")
			ask(http.MethodGet, "/v1/rings", http.Header{"Authorization": {"Bearer " + text}}, "")
			code, printed = run(t, []string{"NEO4J_URI=bolt://" + escaped + "@127.0.0.1:1", "NEO4J_PASSWORD=x"}, "agency", "list")
			require.Equal(t, 1, code)
			output.WriteString(printed)
		}
		// As an id, where it has the form of one.
		status, answer = ask(http.MethodPost, "/v1/records", nil, `{"type":"report","id":"`+rawValues[0].core+`",`+good+`}`)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, answer, `"refused":1`)
	}

	status, answer = ask(http.MethodPost, "/v1/runs", nil, "")
	require.Equal(t, http.StatusAccepted, status, answer)
	require.Eventually(t, func() bool {
		_, answer = ask(http.MethodGet, "/v1/runs", nil, "")
		return strings.Contains(answer, `"succeeded"`)
	}, time.Minute, 200*time.Millisecond)
	_, answer = ask(http.MethodGet, "/v1/rings?band=medium,high,very_high", nil, "")
	for _, path := range []string{"/v1/rings", "/metrics", "/healthz", "/openapi.yaml"} {
		ask(http.MethodGet, path, nil, "")
	}

	// Search.
	require.Negative(t, rawIn(strings.NewReader(output.String()), values), "an answer or a message")
	require.Negative(t, rawIn(strings.NewReader(p.output.String()+c.process.output.String()), values), "a log")
	var texts []string
	for _, v := range rawValues {
		texts = append(texts, v.core)
	}
	require.Zero(t, rawInGraph(t, where, texts), "a property in Neo4j")
	found, files := rawInFolder(t, data, values)
	require.Empty(t, found)
	require.Greater(t, files, 50)

	// The searches find what is there.
	plant := "planted-" + strings.Repeat("quokka", 12) + "-77-" + strings.Repeat("x", 20)
	planted := [][]byte{[]byte(plant)}
	status, answer = ask(http.MethodPost, "/v1/records", nil, `{"type":"report","id":"`+plant+`",`+good+`}`)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer, `"created":1`)
	require.Positive(t, rawInGraph(t, where, []string{plant}))
	require.Contains(t, output.String(), plant)
	held := http.Header{"X-Held": {plant}}
	body := io.MultiReader(strings.NewReader("{\"a\":\""+plant), neverEnds{t.Context().Done()})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, where.API+"/v1/records", body)
	require.NoError(t, err)
	request.Header = held
	request.Header.Set("Authorization", "Bearer "+where.Key)
	request.Header.Set("Content-Type", "application/x-ndjson")
	go func() {
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
	require.Eventually(t, func() bool {
		return rawInMemory(t, pid, planted) >= 0
	}, time.Minute, 10*time.Millisecond, "the memory of a request that is under way")
	require.NoError(t, os.WriteFile(filepath.Join(data, "planted"), values[1], 0o600))
	found, _ = rawInFolder(t, data, values)
	require.Equal(t, filepath.Join(data, "planted"), found, "in UTF-16")
	require.NoError(t, os.Remove(found))
	p.interrupt(t)
	p.end(t, time.Minute)
	found, _ = rawInFolder(t, data, planted)
	require.NotEmpty(t, found, "Neo4j's own files")
	found, _ = rawInFolder(t, data, values)
	require.Empty(t, found, "what a stop wrote")
}

// neverEnds is the rest of a body that is not sent.
type neverEnds struct{ done <-chan struct{} }

func (n neverEnds) Read([]byte) (int, error) {
	<-n.done
	return 0, io.EOF
}
