package access

import (
	"slices"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// RightsTable returns the rights as a Markdown table. docs/access.md and openapi.yaml show it.
func RightsTable() string {
	var out strings.Builder
	out.WriteString(tableHead("scope"))
	for _, scope := range graph.Scopes {
		out.WriteString("| " + string(scope))
		for _, kind := range graph.AgencyKinds {
			if slices.Contains(rights[scope], kind) {
				out.WriteString(" | yes")
			} else {
				out.WriteString(" | no")
			}
		}
		out.WriteString(" |\n")
	}
	return out.String()
}

// tableHead has a column for each kind of agency after the first.
func tableHead(first string) string {
	var out strings.Builder
	out.WriteString("| " + first)
	for _, kind := range graph.AgencyKinds {
		out.WriteString(" | " + string(kind))
	}
	return out.String() + " |\n" + strings.Repeat("| --- ", len(graph.AgencyKinds)+1) + "|\n"
}
