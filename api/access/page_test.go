package access

import (
	_ "embed"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// update makes `go test ./api/access -run TestAccessPage -update` rewrite docs/access.md.
var update = flag.Bool("update", false, "write docs/access.md from the tables of this package")

const accessPage = "../../docs/access.md"

// accessText is docs/access.md with a verb for each of its tables.
//
//go:embed testdata/access.md.txt
var accessText string

// TestAccessPage compares docs/access.md with the tables that decide.
func TestAccessPage(t *testing.T) {
	page := fmt.Sprintf(accessText, routesTable(), RightsTable(), visibleKindsTable())
	if *update {
		require.NoError(t, os.WriteFile(accessPage, []byte(page), 0o600))
	}
	onDisk, err := os.ReadFile(accessPage)
	require.NoError(t, err)
	require.Equal(t, page, string(onDisk), "go test ./api/access -run TestAccessPage -update writes it")
}

func visibleKindsTable() string {
	var out strings.Builder
	out.WriteString(tableHead("of a ring"))
	out.WriteString("| members' tokens")
	for _, kind := range graph.AgencyKinds {
		names := make([]string, len(kindsVisibleTo[kind].tokens))
		for i, member := range kindsVisibleTo[kind].tokens {
			names[i] = string(member) + "s"
		}
		text := strings.Join(names, ", ")
		if text == "" {
			text = "none"
		}
		out.WriteString(" | " + text)
	}
	out.WriteString(" |\n| reports and links")
	for _, kind := range graph.AgencyKinds {
		out.WriteString(" | " + string(kindsVisibleTo[kind].records))
	}
	return out.String() + " |\n"
}

func routesTable() string {
	var out strings.Builder
	out.WriteString("| route | scope |\n| --- | --- |\n")
	byPath := func(a, b string) int {
		_, x, _ := strings.Cut(a, " ")
		_, y, _ := strings.Cut(b, " ")
		return strings.Compare(x+a, y+b)
	}
	for _, route := range slices.SortedFunc(maps.Keys(routeScopes), byPath) {
		fmt.Fprintf(&out, "| %s | %s |\n", route, routeScopes[route])
	}
	return out.String()
}
