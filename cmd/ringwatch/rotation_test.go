package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/neotest"
)

// Rings survive a new key. Once agencies have filed equivalences, what they file under the new
// epoch joins what is stored, and the rings are those that they would be with one key throughout,
// member by member and id by id.
func TestTokens_RingsSurviveARotation(t *testing.T) {
	t.Parallel()
	neotest.SkipIfShort(t)
	c := inCustody(t, 2, 100_000)
	dir := t.TempDir()
	raw := rawWorld(t, worldFile(t, "1000"), dir)
	lines := strings.SplitAfter(contents(t, raw), "\n")
	half := len(lines) / 2
	early, late := filepath.Join(dir, "early"), filepath.Join(dir, "late")
	require.NoError(t, os.WriteFile(early, []byte(strings.Join(lines[:half], "")), 0o600))
	require.NoError(t, os.WriteFile(late, []byte(strings.Join(lines[half:], "")), 0o600))
	file := func(name string) string { return filepath.Join(dir, name) }
	made := func(out string, args ...string) string {
		code, printed := run(t, nil, append([]string{"tokenize", "--out", file(out)}, args...)...)
		require.Zero(t, code, printed)
		return file(out)
	}
	const asOf = "2026-06-01T00:00:00Z"
	detect := func(env []string, out string) string {
		code, printed := run(t, env, "detect", "--as-of", asOf, "--out", file(out))
		require.Zero(t, code, printed)
		return contents(t, file(out))
	}
	ingestAs := func(env []string, agency, name string) {
		code, printed := run(t, env, "ingest", "--agency", agency, name)
		require.Zero(t, code, printed)
	}
	ingest := func(env []string, name string) { ingestAs(env, "police", name) }

	// With one key throughout.
	env := onNeo4j(t)
	oldEarly, oldLate := made("early1", "--key", c.keys[0], "--in", early), made("late1", "--key", c.keys[0], "--in", late)
	ingest(env, oldEarly)
	before := detect(env, "before")
	require.NotEmpty(t, before)
	ingest(env, oldLate)
	want := detect(env, "want")

	// The rotation: half of the records are filed and rings found; then come records of the new
	// epoch, and after them the equivalences.
	neotest.Wipe(t)
	ingest(env, oldEarly)
	require.Equal(t, before, detect(env, "before_again"))
	newLate := made("late2", "--key", c.keys[1], "--in", late)
	require.NotContains(t, contents(t, newLate), "tk1_")
	require.Contains(t, contents(t, newLate), "tk2_")
	ingest(env, newLate)
	both := append(c.tokenizeArgs(c.url, raw, file("equivalences")), "--rotate-from", c.public)
	both[4] = c.publicKey(t, 2)
	code, printed := run(t, nil, both...)
	require.Zero(t, code, printed)
	for _, agency := range []string{"one", "another"} { // which confirms what the first says
		ingestAs(env, agency, file("equivalences"))
	}
	require.Equal(t, want, detect(env, "rotated"))

	// The same from a file, without Neo4j.
	all := file("all")
	equivalences := ""
	for _, agency := range []string{"one", "another"} {
		equivalences += strings.ReplaceAll(contents(t, file("equivalences")), `{"type"`, `{"agency":"`+agency+`","type"`)
	}
	require.NoError(t, os.WriteFile(all, []byte(contents(t, oldEarly)+contents(t, newLate)+equivalences), 0o600))
	code, printed = run(t, nil, "detect", "--from", all, "--as-of", asOf, "--out", file("from"))
	require.Zero(t, code, printed)
	old := file("old")
	require.NoError(t, os.WriteFile(old, []byte(contents(t, oldEarly)+contents(t, oldLate)), 0o600))
	code, printed = run(t, nil, "detect", "--from", old, "--as-of", asOf, "--out", file("from_old"))
	require.Zero(t, code, printed)
	require.Equal(t, contents(t, file("from_old")), contents(t, file("from")))

	// The old key leaked: its tokens are deleted. Rings keep their ids.
	code, printed = run(t, env, "tokens", "retire", "--epoch", "1")
	require.Zero(t, code, printed)
	require.Contains(t, printed, "0 left under tokens of epoch 1")
	retired := detect(env, "retired")
	require.NotContains(t, retired, "tk1_")
	same, lost := 0, 0
	for _, id := range ringIDs.FindAllString(want, -1) {
		if strings.Contains(retired, id) {
			same++
		} else {
			lost++
		}
	}
	require.Positive(t, same)
	t.Logf("after retiring, %d of %d rings have the id they had", same, same+lost)
}

var ringIDs = regexp.MustCompile(`ring-[0-9a-z]{16}`)

// rawWorld turns a world of tokens into one of raw values: each token becomes a number, a handset
// or an account.
func rawWorld(t *testing.T, world, dir string) string {
	t.Helper()
	values := map[string]string{}
	value := func(kind, token string) string {
		if values[token] == "" {
			n := len(values)
			values[token] = map[string]string{
				"number":  fmt.Sprintf("+91%010d", 9000000000+n),
				"device":  fmt.Sprintf("35%012d", n),
				"account": fmt.Sprintf("upi:holder%d@bank", n),
			}[kind]
		}
		return values[token]
	}
	var raw func(any)
	raw = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				raw(e)
			}
		case map[string]any:
			if token, ok := v["token"].(string); ok {
				v["value"] = value(v["kind"].(string), token)
				delete(v, "token")
			}
			for _, e := range v {
				raw(e)
			}
		}
	}
	var b bytes.Buffer
	for line := range strings.Lines(contents(t, world)) {
		var v any
		require.NoError(t, json.Unmarshal([]byte(line), &v))
		raw(v)
		content, err := json.Marshal(v)
		require.NoError(t, err)
		b.Write(append(content, '\n'))
	}
	name := filepath.Join(dir, "raw_world")
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o600))
	return name
}
