package cypher

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// goFiles parses the Go files of a folder that are no tests.
func goFiles(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	require.NotEmpty(t, files)
	return files
}

// TestStatements requires that every file is embedded once, and that every exported variable is
// used. The compiler sees to it that a file exists for every variable.
func TestStatements(t *testing.T) {
	embedded, used := map[string]int{}, map[string]bool{}
	var exported []string
	for _, file := range goFiles(t, ".") {
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if path, ok := strings.CutPrefix(comment.Text, "//go:embed "); ok {
					embedded[path]++
				}
			}
		}
		for name, object := range file.Scope.Objects { //nolint:staticcheck // no types are needed
			if object.Kind == ast.Var && ast.IsExported(name) {
				exported = append(exported, name)
			}
		}
	}
	for _, file := range goFiles(t, "..") {
		ast.Inspect(file, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok {
				if name, ok := selector.X.(*ast.Ident); ok && name.Name == "cypher" {
					used[selector.Sel.Name] = true
				}
			}
			return true
		})
	}
	files := 0
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".cypher") {
			files++
			require.Equal(t, 1, embedded[path], path)
		}
		return err
	}))
	require.Len(t, embedded, files)
	for _, name := range exported {
		require.True(t, used[name] || name == "RelationshipTypes", "%s is used nowhere", name)
	}
}

// A statement begins with a comment, and a filled template holds no word that had to be replaced.
func TestTemplates(t *testing.T) {
	all := Schema()
	require.Len(t, all, 41)
	for _, template := range []ByRelation{CreateLinks, ReadLinks, ReadNewLinks, ReadExpiredLinks, DeleteLinks} {
		require.Len(t, template, len(graph.Relations))
		for relation, statement := range template {
			require.Contains(t, statement, ":"+RelationshipTypes[relation])
			all = append(all, statement)
		}
	}
	require.Len(t, CreateIdentifiers, len(graph.Kinds))
	for kind, statement := range CreateIdentifiers {
		require.Contains(t, statement, "(i:Identifier:"+Labels[kind]+" ")
		all = append(all, statement)
	}
	for _, statement := range all {
		require.True(t, strings.HasPrefix(string(statement), "// "), statement)
		for line := range strings.Lines(string(statement)) {
			if !strings.HasPrefix(line, "//") {
				require.NotContains(t, line, "RELATION", statement)
				require.NotContains(t, line, "relation_", statement)
				require.NotContains(t, line, "KIND", statement)
			}
		}
	}
}
