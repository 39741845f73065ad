package cypher

import (
	_ "embed"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

var (
	//go:embed schema/nodes.cypher
	nodes string
	//go:embed schema/link_id.cypher
	linkID string
	//go:embed schema/link_received_at.cypher
	linkReceivedAt string
)

// Schema returns the statements that create the constraints and indexes. Each does nothing where
// its constraint or index exists.
func Schema() []Statement {
	var all []Statement
	for text := range strings.SplitSeq(nodes, "\n;\n") {
		all = append(all, Statement(strings.TrimSpace(text)))
	}
	for _, template := range []string{linkID, linkReceivedAt} {
		statements := forRelations(template)
		for _, relation := range graph.Relations {
			all = append(all, statements[relation])
		}
	}
	return all
}
