// Package rooms holds the test that the rooms of the project keep to themselves.
package rooms

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mayImport says which other rooms each room may import. A folder belongs to the
// longest room that it is in.
var mayImport = map[string][]string{
	"graph":            {},
	"analysis":         {},
	"tokens":           {},
	"graph/evidence":   {"graph"},
	"graph/neo":        {"graph", "graph/evidence", "graph/neo/cypher"},
	"graph/neo/cypher": {"graph"},
	"graph/neo/local":  {},
	"lifecycle":        {"graph"},
	"jobs":             {"graph", "graph/evidence", "analysis", "jobs/translate", "lifecycle"},
	"jobs/translate":   {"graph", "graph/evidence", "analysis", "lifecycle"},
	"api":              {"graph", "internal/intake", "internal/record"},
	"internal/record":  {"graph"},
	"internal/intake":  {"graph", "internal/record"},
	"internal/world":   {"graph"},
	"cmd/ringwatch": {
		"graph", "graph/evidence", "graph/neo", "jobs", "api", "analysis", "tokens",
		"internal/app", "internal/auditlog", "internal/edgelist", "internal/evaluation", "internal/ingest",
		"internal/localplatform", "internal/recordfile", "internal/scrub", "internal/tokenise", "internal/world",
		"internal/worldfile",
	},
	"internal/app":           {"api", "graph", "graph/neo", "jobs", "internal/scrub"},
	"internal/auditlog":      {"graph"},
	"internal/demo":          {"api", "graph", "internal/record", "internal/world"},
	"internal/edgelist":      {"analysis"},
	"internal/evaluation":    {"graph", "internal/world"},
	"internal/files":         {},
	"internal/ingest":        {"graph", "internal/intake"},
	"internal/localplatform": {"api", "graph", "graph/neo", "graph/neo/local", "internal/app", "internal/demo"},
	"internal/recordfile":    {"graph", "internal/record"},
	"internal/scrub":         {},
	"internal/tokenise":      {"graph", "tokens", "internal/record"},
	"internal/worldfile":     {"graph", "internal/record", "internal/world"},
	"internal/neotest":       {"graph/neo/local"},
	"internal/rooms":         {},
	"internal/parallel":      {},
	"internal/startstop":     {},
	"bench":                  {"graph", "graph/evidence", "analysis", "internal/world"},
	"bench/checks":           {"graph", "api"},
}

// tools are rooms that every room may import: they know nothing of the domain.
var tools = []string{"internal/files", "internal/parallel", "internal/startstop"}

// owners says which rooms may import a library from outside: each has one owner, so
// that it can be exchanged in one place. bench/checks compares the API with Gin alone. graph/neo/local asks a server it started
// whether it answers.
var owners = map[string][]string{
	"github.com/neo4j/":          {"graph/neo", "graph/neo/local", "internal/neotest"},
	"gonum.org/":                 {"analysis", "bench"},
	"github.com/gin-gonic/":      {"api", "bench/checks"},
	"github.com/robfig/cron":     {"jobs"},
	"github.com/cloudflare/":     {"tokens"},
	"github.com/nyaruka/":        {"tokens"},
	"github.com/alecthomas/":     {"cmd/ringwatch"},
	"github.com/google/renameio": {"internal/files"},
}

const module = "github.com/ringwatch/ringwatch/"

func TestRoomsKeepToThemselves(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		room := roomOf(t, filepath.ToSlash(filepath.Dir(name)))
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			if other, ours := strings.CutPrefix(imported, module); ours {
				if other := roomOf(t, other); other != room && !slices.Contains(tools, other) {
					require.Contains(t, mayImport[room], other, "%s imports %s", name, imported)
				}
				continue
			}
			for library, rooms := range owners {
				if strings.HasPrefix(imported, library) {
					require.Contains(t, rooms, room, "%s imports %s", name, imported)
				}
			}
			if room == "graph" {
				require.NotContains(t, imported, ".", "%s imports %s: graph uses the standard library alone", name, imported)
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, files, 50)
}

func roomOf(t *testing.T, folder string) string {
	t.Helper()
	for room := folder; ; room = filepath.ToSlash(filepath.Dir(room)) {
		if _, ok := mayImport[room]; ok {
			return room
		}
		require.NotEqual(t, ".", room, "%s is in no room", folder)
	}
}
