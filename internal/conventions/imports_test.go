// Package conventions tests what holds for the whole module: which package may import which
// (imports_test.go), and how lines and comments look (style_test.go).
package conventions

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

// mayImport says which other areas each area may import. An area is a folder with the folders in it,
// except those that are areas themselves.
var mayImport = map[string][]string{
	"graph":            {},
	"analysis":         {},
	"tokens":           {},
	"tokens/client":    {"tokens"},
	"tokens/service":   {"tokens"},
	"graph/evidence":   {"graph"},
	"graph/memory":     {"graph", "graph/evidence"},
	"graph/graphtest":  {"graph", "graph/evidence"},
	"graph/neo":        {"graph", "graph/evidence", "graph/neo/cypher"},
	"graph/neo/cypher": {"graph"},
	"graph/neo/local":  {},
	"lifecycle":        {"graph"},
	"jobs":             {"graph", "graph/evidence", "analysis", "jobs/translate", "lifecycle"},
	"jobs/translate":   {"graph", "graph/evidence", "analysis", "lifecycle"},
	"api":              {"graph", "api/access", "api/check", "api/gen", "api/spec", "internal/intake", "internal/record"},
	"api/access":       {"graph"},
	"api/check":        {"graph", "api/access"},
	"api/client":       {},
	"api/gen":          {},
	"api/spec":         {"api/gen"},
	"internal/record":  {"graph"},
	"internal/intake":  {"graph", "internal/record"},
	"internal/world":   {"graph"},
	"cmd/ringwatch": {
		"graph", "graph/evidence", "graph/neo", "jobs", "api", "api/access", "analysis", "tokens", "tokens/client", "tokens/service",
		"internal/app", "internal/auditlog", "internal/calibration", "internal/edgelist", "internal/evaluation", "internal/ingest",
		"internal/localplatform", "internal/recordfile", "internal/scrub", "internal/tokenise", "internal/world",
		"internal/worldfile",
	},
	"internal/app":      {"analysis", "api", "graph", "graph/neo", "jobs", "internal/scrub"},
	"internal/auditlog": {"graph"},
	"internal/calibration": {
		"analysis", "graph", "graph/evidence", "internal/evaluation", "internal/recordfile", "internal/world", "jobs/translate",
	},
	"internal/demo":          {"api/client", "graph", "internal/record", "internal/world"},
	"internal/edgelist":      {"analysis"},
	"internal/evaluation":    {"graph", "internal/world"},
	"internal/files":         {},
	"internal/ingest":        {"graph", "internal/intake"},
	"internal/localplatform": {"api/access", "graph", "graph/neo", "graph/neo/local", "internal/app", "internal/demo"},
	"internal/recordfile":    {"graph", "internal/record"},
	"internal/scrub":         {},
	"internal/tokenise":      {"graph", "tokens", "tokens/client", "internal/record"},
	"internal/worldfile":     {"graph", "internal/record", "internal/world"},
	"internal/neotest":       {"graph/neo/local"},
	"internal/conventions":   {},
	"internal/httpserve":     {},
	"internal/panics":        {},
	"internal/parallel":      {},
	"internal/startstop":     {},
	"bench": {
		"graph", "graph/evidence", "analysis", "jobs/translate", "internal/calibration", "internal/world", "internal/evaluation",
		"internal/record", "internal/recordfile",
	},
	"bench/checks": {"graph", "api", "api/access"},
	"bench/stability": {
		"graph", "graph/evidence", "graph/memory", "jobs", "internal/evaluation", "internal/recordfile", "internal/world",
	},
	"bench/worlds": {"graph", "internal/record"},
}

// tools are areas that every area may import: they know nothing of the domain.
var tools = []string{"internal/files", "internal/httpserve", "internal/panics", "internal/parallel", "internal/startstop"}

// owners says which areas may import a library from outside: each has one owner, so that it can be
// exchanged in one place. bench/checks compares the API with Gin alone. graph/neo/local asks a
// server it started whether it answers.
var owners = map[string][]string{
	"github.com/neo4j/":          {"graph/neo", "graph/neo/local", "internal/neotest"},
	"gonum.org/":                 {"analysis", "bench", "internal/calibration"},
	"github.com/gin-gonic/":      {"api", "api/gen", "bench/checks"},
	"github.com/getkin/":         {"api/spec"},
	"github.com/yuin/goldmark":   {"api/spec"},
	"github.com/klauspost/":      {"api"},
	"github.com/robfig/cron":     {"jobs"},
	"github.com/cloudflare/":     {"tokens"},
	"github.com/nyaruka/":        {"tokens"},
	"github.com/alecthomas/":     {"cmd/ringwatch"},
	"github.com/google/renameio": {"internal/files"},
	"github.com/cenkalti/":       {"tokens/client", "graph/neo"},
}

const module = "github.com/ringwatch/ringwatch/"

// root is the folder of the module.
var root = filepath.Join("..", "..")

// goFiles returns the paths of all Go files of the module.
func goFiles(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".go") {
			paths = append(paths, path)
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(paths), 50)
	return paths
}

func TestImports(t *testing.T) {
	for _, path := range goFiles(t) {
		if strings.HasSuffix(path, "_test.go") {
			continue // tests may import what they test against
		}
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		area := areaOf(t, filepath.ToSlash(filepath.Dir(name)))
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			checkImport(t, name, area, imported)
		}
	}
}

func checkImport(t *testing.T, name, area, imported string) {
	t.Helper()
	if other, ours := strings.CutPrefix(imported, module); ours {
		other = areaOf(t, other)
		if other != area && !slices.Contains(tools, other) && !slices.Contains(mayImport[area], other) {
			t.Errorf("%s: area %s may not import %s", name, area, imported)
		}
		return
	}
	for library, areas := range owners {
		if strings.HasPrefix(imported, library) && !slices.Contains(areas, area) {
			t.Errorf("%s: %s belongs to %v", name, imported, areas)
		}
	}
	if area == "graph" && strings.Contains(imported, ".") {
		t.Errorf("%s: graph uses the standard library alone, not %s", name, imported)
	}
}

func areaOf(t *testing.T, folder string) string {
	t.Helper()
	for area := folder; ; area = filepath.ToSlash(filepath.Dir(area)) {
		if _, ok := mayImport[area]; ok {
			return area
		}
		require.NotEqual(t, ".", area, "%s is in no area", folder)
	}
}
