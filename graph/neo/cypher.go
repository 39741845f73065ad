package neo

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed cypher/*.cypher
var cypherFiles embed.FS

// statements holds the text of every statement by its file's name. Those of a run that have one
// good plan say CYPHER replan=skip: counts that change tenfold, as they do in a young graph,
// would have each planned anew, which takes longer than to run it.
type statements map[string]string

func loadStatements() (statements, error) {
	files, err := fs.Glob(cypherFiles, "cypher/*.cypher")
	if err != nil {
		return nil, fmt.Errorf("listing the statements: %w", err)
	}
	all := make(statements, len(files))
	for _, file := range files {
		text, err := cypherFiles.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading a statement: %w", err)
		}
		all[strings.TrimSuffix(path.Base(file), ".cypher")] = string(text)
	}
	return all, nil
}
