package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/tokenise"
	"github.com/ringwatch/ringwatch/tokens"
	tokenservice "github.com/ringwatch/ringwatch/tokens/service"
)

// custody is a custodian's service, in a process of its own, and an agency that may use it.
type custody struct {
	dir, url, public, credential string
	keys                         []string
	process                      *process
}

// inCustody generates keys of the epochs 1 to count, and serves them.
func inCustody(t *testing.T, count, allowance int) *custody {
	t.Helper()
	c := &custody{dir: t.TempDir()}
	for epoch := 1; epoch <= count; epoch++ {
		key, err := tokens.GenerateKey(epoch)
		require.NoError(t, err)
		c.keys = append(c.keys, c.file(fmt.Sprint("key", epoch)))
		require.NoError(t, key.Save(c.keys[epoch-1]))
	}
	c.public = c.publicKey(t, 1)
	credential, err := tokenservice.AddAgency(c.file("agencies"), "police", allowance, time.Now())
	require.NoError(t, err)
	c.credential = c.file("credential")
	require.NoError(t, os.WriteFile(c.credential, []byte(credential+"\n"), 0o600))
	c.serve(t, "127.0.0.1:0")
	return c
}

func (c *custody) file(name string) string { return filepath.Join(c.dir, name) }

func (c *custody) publicKey(t *testing.T, epoch int) string {
	t.Helper()
	key, err := tokens.LoadKey(c.keys[epoch-1])
	require.NoError(t, err)
	public, err := key.Public()
	require.NoError(t, err)
	return public.String()
}

func (c *custody) serve(t *testing.T, listen string) {
	t.Helper()
	args := []string{
		"--log-format", "json", "tokens", "serve",
		"--agencies", c.file("agencies"), "--ledger", c.file("volumes"), "--listen", listen,
	}
	for _, key := range c.keys {
		args = append(args, "--key", key)
	}
	c.process = start(t, nil, args...)
	c.process.prints(t, `"msg":"serving"`)
	_, rest, _ := strings.Cut(c.process.output.String(), `"url":"`)
	c.url, _, _ = strings.Cut(rest, `"`)
}

// tokenizeArgs returns the arguments of a tokenize that uses the service at the URL.
func (c *custody) tokenizeArgs(url, in, out string, more ...string) []string {
	return append([]string{
		"tokenize", "--service", url, "--public-key", c.public, "--credential", c.credential, "--in", in, "--out", out,
	}, more...)
}

// rawFile writes raw reports, each with a number of its own. On the bad lines it is not a number.
func rawFile(t *testing.T, reports int, bad ...int) string {
	t.Helper()
	var b bytes.Buffer
	for i := range reports {
		value := fmt.Sprintf("+91%010d", 9000000000+i)
		for _, line := range bad {
			if line == i+1 {
				value = "quokka"
			}
		}
		fmt.Fprintf(&b, `{"type":"report","id":"R%d","identifiers":[{"kind":"number","value":%q}]}`+"\n", i, value)
	}
	name := filepath.Join(t.TempDir(), "raw.ndjson")
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o600))
	return name
}

func contents(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}

// byKey returns the records of tokens that the holder of the key makes from a raw file.
func (c *custody) byKey(t *testing.T, in string) string {
	t.Helper()
	key, err := tokens.LoadKey(c.keys[0])
	require.NoError(t, err)
	source, err := tokenise.FromKey(key, nil)
	require.NoError(t, err)
	out := filepath.Join(t.TempDir(), "by_key")
	_, err = tokenise.Run(t.Context(), tokenise.Options{In: in, Out: out, Region: "IN", Source: source})
	require.NoError(t, err)
	return contents(t, out)
}

func TestTokens_KeygenAndAgency(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, agencies := filepath.Join(dir, "key"), filepath.Join(dir, "agencies")
	code, printed := run(t, nil, "tokens", "keygen", "--out", key, "--epoch", "2")
	require.Zero(t, code, printed)
	loaded, err := tokens.LoadKey(key)
	require.NoError(t, err)
	require.Equal(t, 2, loaded.Epoch())
	public, err := loaded.Public()
	require.NoError(t, err)
	require.Contains(t, printed, "public key: "+public.String())
	code, printed = run(t, nil, "tokens", "keygen", "--out", key)
	require.Equal(t, 1, code, printed)

	code, printed = run(t, nil, "tokens", "agency", "--agencies", agencies, "add", "police", "--allowance", "600")
	require.Zero(t, code, printed)
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	require.Len(t, lines, 2, "a hint and the credential")
	require.NotContains(t, contents(t, agencies), lines[1])
	code, printed = run(t, nil, "tokens", "agency", "--agencies", agencies, "list")
	require.Zero(t, code, printed)
	require.Regexp(t, `(?m)^police +600 +1 `, printed)
	code, printed = run(t, nil, "tokens", "agency", "--agencies", agencies, "revoke", "police")
	require.Zero(t, code, printed)
	require.Contains(t, printed, "1 credential of police revoked")
	code, printed = run(t, nil, "tokens", "agency", "--agencies", agencies, "revoke", "axis")
	require.Equal(t, 1, code)
	require.Contains(t, printed, `there is no agency "axis"`)
}

func TestTokens_ServiceSameAsKey(t *testing.T) {
	t.Parallel()
	c := inCustody(t, 1, 1000)
	in := rawFile(t, 700, 5, 600)
	out, rejects := c.file("out"), c.file("rejects")
	code, printed := run(t, nil, c.tokenizeArgs(c.url, in, out, "--rejects", rejects)...)
	require.Equal(t, 1, code, printed)
	require.Contains(t, printed, "698 records tokenized, 2 refused")
	require.Equal(t, c.byKey(t, in), contents(t, out))
	require.Equal(t, 2, strings.Count(contents(t, rejects), "\n"))
	for i, line := range strings.Split(strings.TrimSpace(contents(t, rejects)), "\n") {
		var refused struct {
			Line  int
			Field string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &refused))
		require.Equal(t, []int{5, 600}[i], refused.Line)
		require.Equal(t, "identifiers[0].value", refused.Field)
	}
	require.NotContains(t, contents(t, rejects)+printed, "quokka")
	require.NotContains(t, names(t, c.dir), "out.partial")
	require.NotContains(t, names(t, c.dir), "out.journal")
	code, printed = run(t, nil, c.tokenizeArgs(c.url, in, out)...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "exists already")

	c.process.interrupt(t)
	require.Zero(t, c.process.end(t, 20*time.Second), c.process.output)
	for _, secret := range []string{"9000000", strings.TrimSpace(contents(t, c.credential))} {
		require.NotContains(t, c.process.output.String()+contents(t, c.file("volumes"))+contents(t, c.file("agencies")), secret)
	}
}

// gate returns the URL of a proxy of the service. After some requests it calls then with each.
func (c *custody) gate(t *testing.T, after int64, then func(count int64, w http.ResponseWriter, pass func())) (string, *atomic.Int64) {
	t.Helper()
	target, err := url.Parse(c.url)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := count.Add(1); n > after {
			then(n, w, func() { proxy.ServeHTTP(w, r) })
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, &count
}

// checkpointEvery is after what time tokenize makes its first checkpoint, and some more.
const checkpointEvery = 1500 * time.Millisecond

// An interrupted tokenize continues where it was, and pays for nothing twice.
func TestTokens_ClientKilledAndRepeated(t *testing.T) {
	t.Parallel()
	c := inCustody(t, 1, 100_000)
	in, out := rawFile(t, 3000, 2900), c.file("out")
	release := make(chan struct{})
	defer sync.OnceFunc(func() { close(release) })()
	const passed = 8 // batches; the others wait
	began := time.Now()
	url, _ := c.gate(t, 5, func(count int64, _ http.ResponseWriter, pass func()) {
		if count <= passed { // the last of these are written after the time of a checkpoint
			time.Sleep(time.Until(began.Add(checkpointEvery)))
		} else {
			<-release
		}
		pass()
	})
	p := start(t, nil, c.tokenizeArgs(url, in, out, "--rejects", c.file("rejects"))...)
	require.Eventually(t, func() bool {
		return len(contentsIfThere(c.file("out.journal"))) > 0 && c.charged(t) == passed*256 || !p.runs()
	}, time.Minute, 5*time.Millisecond, "%s", p.output)
	p.interrupt(t)
	require.Equal(t, 1, p.end(t, 20*time.Second), p.output)
	require.NoFileExists(t, out)
	done := lastCheckpoint(t, c.file("out.journal")).Progress
	require.Positive(t, done.Lines)

	// A kill leaves a torn line behind the last checkpoint.
	partial, err := os.OpenFile(c.file("out.partial"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = partial.WriteString(`{"type":"report","id":"torn`)
	require.NoError(t, err)
	require.NoError(t, partial.Close())

	before := c.charged(t)
	code, printed := run(t, nil, c.tokenizeArgs(c.url, in, out, "--rejects", c.file("rejects"))...)
	require.Equal(t, 1, code, printed)
	require.Contains(t, printed, fmt.Sprintf("continuing after line %d", done.Lines))
	require.Contains(t, printed, "2999 records tokenized, 1 refused")
	require.Equal(t, c.byKey(t, in), contents(t, out))
	require.Equal(t, 1, strings.Count(contents(t, c.file("rejects")), "\n"))
	require.Equal(t, 2999-done.Identifiers, c.charged(t)-before, "what it has is not evaluated again")
}

// runs reports whether the process has not ended.
func (p *process) runs() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

func contentsIfThere(name string) string {
	content, _ := os.ReadFile(name)
	return string(content)
}

// checkpoint is what the tests read of a line of a journal.
type checkpoint struct{ Progress tokenise.Progress }

func lastCheckpoint(t *testing.T, journal string) (last checkpoint) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(contents(t, journal)), "\n")
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &last))
	return last
}

// charged returns how many elements the custodian's ledger has.
func (c *custody) charged(t *testing.T) (sum int) {
	t.Helper()
	for line := range strings.Lines(contents(t, c.file("volumes"))) {
		var e struct{ Elements int }
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		sum += e.Elements
	}
	return sum
}

func TestTokens_OtherInputOrCommand(t *testing.T) {
	t.Parallel()
	c := inCustody(t, 1, 100_000)
	in, out := rawFile(t, 1500), c.file("out")
	url, _ := c.gate(t, 4, func(_ int64, w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusForbidden) })
	code, printed := run(t, nil, c.tokenizeArgs(url, in, out, "--connections", "1")...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "refused: it answered 403")
	require.FileExists(t, c.file("out.journal"))
	code, printed = run(t, nil, c.tokenizeArgs(c.url, in, out, "--region", "US")...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "was written by another command")
	code, printed = run(t, nil, c.tokenizeArgs(c.url, rawFile(t, 1500, 1), out)...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "the input is not what it was")
	code, printed = run(t, nil, c.tokenizeArgs(c.url, rawFile(t, 3), out)...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "the input is not what it was")
	require.NoFileExists(t, out)
	code, printed = run(t, nil, c.tokenizeArgs(c.url, in, out)...)
	require.Zero(t, code, printed)
	require.Equal(t, c.byKey(t, in), contents(t, out))
}

// A service that is killed in the middle of a batch and started again costs tokenize time and
// nothing else.
func TestTokens_ServiceKilledAndRestarted(t *testing.T) {
	t.Parallel()
	c := inCustody(t, 1, 100_000)
	in, out := rawFile(t, 2500), c.file("out")
	listen := strings.TrimPrefix(c.url, "http://")
	killed := make(chan struct{})
	url, _ := c.gate(t, 5, func(count int64, w http.ResponseWriter, pass func()) {
		if count == 6 {
			_ = c.process.Process.Kill() // the next line waits for its end
			<-c.process.ended
			close(killed)
		}
		pass()
	})
	p := start(t, nil, c.tokenizeArgs(url, in, out)...)
	<-killed
	p.prints(t, "trying again in")
	require.NoFileExists(t, out)
	c.serve(t, listen)
	require.Zero(t, p.end(t, 2*time.Minute), p.output)
	require.Equal(t, c.byKey(t, in), contents(t, out))
}

// A wrong answer ends tokenize immediately; nothing of its batch is written.
func TestTokens_WrongAnswer(t *testing.T) {
	t.Parallel()
	c := inCustody(t, 1, 100_000)
	in, out := rawFile(t, 1200), c.file("out")
	url, _ := c.gate(t, 3, func(_ int64, w http.ResponseWriter, pass func()) {
		_, _ = w.Write(make([]byte, 256*32+64)) // the client finds out
	})
	code, printed := run(t, nil, c.tokenizeArgs(url, in, out, "--connections", "1")...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "the custodian's evaluation is invalid")
	require.NoFileExists(t, out)
	partial := contents(t, c.file("out.partial"))
	require.True(t, strings.HasPrefix(c.byKey(t, in), partial), "what was verified before is written, in whole records")
	require.Equal(t, 3*256, strings.Count(partial, "\n"))
}

func TestTokens_AllowanceUsedUp(t *testing.T) {
	t.Parallel()
	c := inCustody(t, 1, 600)
	in, out := rawFile(t, 1000), c.file("out")
	code, printed := run(t, nil, c.tokenizeArgs(c.url, in, out, "--connections", "1")...)
	require.Equal(t, 1, code)
	require.Contains(t, printed, "the custodian's allowance is used up")
	require.NoFileExists(t, out)
	code, printed = run(t, nil, "tokens", "agency", "--agencies", c.file("agencies"), "add", "police", "--allowance", "1000")
	require.Zero(t, code, printed)
	require.Eventually(t, func() bool {
		code, printed = run(t, nil, c.tokenizeArgs(c.url, in, out)...)
		return code == 0
	}, 20*time.Second, 100*time.Millisecond, "%s", printed)
	require.Equal(t, c.byKey(t, in), contents(t, out))
}

func TestTokenize_CSV(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, in, out, rejects := filepath.Join(dir, "key"), filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "rejects")
	code, printed := run(t, nil, "tokens", "keygen", "--out", key)
	require.Zero(t, code, printed)
	const rows = "Complaint,number,Mobile 2,Remarks,loss,currency\n" +
		"C1,098765 43210,+919876543211,\"said \"\"hello\"\", left\",125.50,INR\n" +
		"C2,quokka,,,,\n" +
		"C3,9876543212,,\"never closed,,\n" +
		"C4,9876543213,,,,\n"
	require.NoError(t, os.WriteFile(in, []byte(rows), 0o600))
	columns := []string{"--csv", "--column", "Complaint=id", "--column", "Mobile 2=number", "--column", "Remarks=-"}
	code, printed = run(t, nil, append([]string{"tokenize", "--key", key, "--in", in, "--out", out, "--rejects", rejects}, columns...)...)
	require.Equal(t, 1, code, printed)
	require.Contains(t, printed, "2 records tokenized, 2 refused")
	written := contents(t, out)
	require.Equal(t, 3, strings.Count(written, "tk1_"))
	require.Contains(t, written, `"id":"C1"`)
	require.Contains(t, written, `"loss":"125.50","currency":"INR"`)
	require.NotContains(t, written, "hello")
	require.Contains(t, contents(t, rejects), `{"line":3,"field":"identifiers[0].value"`)
	require.Contains(t, contents(t, rejects), `{"line":4,"reason":"is not one row of CSV`)

	for header, says := range map[string]string{
		"9876543210,C1\n": "column 1 is not the name of a field",
		"number,loss\n":   "no column is id",
		"id,number,id\n":  "column 3 is a second id",
	} {
		require.NoError(t, os.WriteFile(in, []byte(header), 0o600))
		code, printed = run(t, nil, "tokenize", "--csv", "--key", key, "--in", in, "--out", filepath.Join(dir, "none"))
		require.Equal(t, 1, code)
		require.Contains(t, printed, says)
		require.NotContains(t, printed, "9876543210")
	}
}
