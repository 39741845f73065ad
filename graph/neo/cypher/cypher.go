// Package cypher holds every statement that Ringwatch runs on Neo4j, one a file, in a folder for
// each actor. A comment on top says what the statement does. Paste any of them into Neo4j Browser,
// with a value for each parameter ($name).
//
// The compiler embeds each file into a variable, so that no statement can be named which no file
// holds. A test checks the other way: every file is embedded, and every variable used.
//
// A file whose comment begins with "Template" is one statement for several relations or kinds. The
// word to replace is in capitals. The names that take its place are a closed list in this package,
// never input.
//
// A statement that a run makes often and that has one good plan says CYPHER replan=skip. Neo4j
// plans a statement again when counts change tenfold, as they do in a young graph, and planning
// takes longer than running it.
package cypher

import (
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// Statement is the text of one Cypher statement, its comment included.
type Statement string

// ByRelation is one statement for each relation.
type ByRelation map[graph.Relation]Statement

// ByKind is one statement for each kind of identifier.
type ByKind map[graph.Kind]Statement

// RelationshipTypes are the types of the relationships that links are stored as.
var RelationshipTypes = map[graph.Relation]string{
	graph.UsedIn: "USED_IN", graph.LinkedTo: "LINKED_TO", graph.AccessedFrom: "ACCESSED_FROM", graph.TransferredTo: "TRANSFERRED_TO",
}

// Labels are the labels, next to Identifier, of the nodes that identifiers are stored as.
var Labels = map[graph.Kind]string{graph.Number: "Number", graph.Device: "Device", graph.Account: "Account"}

func forRelations(template string) ByRelation {
	all := ByRelation{}
	for relation, name := range RelationshipTypes {
		all[relation] = fill(template, "RELATION", name, "relation_", strings.ToLower(name)+"_")
	}
	return all
}

func forKinds(template string) ByKind {
	all := ByKind{}
	for kind, label := range Labels {
		all[kind] = fill(template, "KIND", label)
	}
	return all
}

// fill replaces words of a template, but for its comments.
func fill(template string, oldNew ...string) Statement {
	words := strings.NewReplacer(oldNew...)
	lines := strings.Split(template, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "//") {
			lines[i] = words.Replace(line)
		}
	}
	return Statement(strings.Join(lines, "\n"))
}
