package api

import (
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

// update writes docs/access.md anew: go test ./api -run TestAccessPage -update
var update = flag.Bool("update", false, "write docs/access.md as access.go has it")

const accessPage = "../docs/access.md"

// TestAccessPage holds the page to the tables that decide.
func TestAccessPage(t *testing.T) {
	page := fmt.Sprintf(accessText, routesTable(), rightsTable(), sightsTable())
	if *update {
		require.NoError(t, os.WriteFile(accessPage, []byte(page), 0o600))
	}
	onDisk, err := os.ReadFile(accessPage)
	require.NoError(t, err)
	require.Equal(t, page, string(onDisk), "go test ./api -run TestAccessPage -update writes it")
}

const accessText = `# Who may do and see what

This page is made of the tables in ` + "`api/access.go`" + `, which decide; a test holds the two together, and another walks
every route as every kind of agency.

## What a route wants

%s
Routes outside /v1 want nothing.

## What a kind of agency may do

%s
` + "`ringwatch agency add --scopes`" + ` holds an agency to a part of that, ` + "`ringwatch agency key add --scopes`" + ` a credential to a part
of what its agency may: so that the gateway that checks payments holds no key that reads rings.

## What a kind of agency sees of a ring

Every agency that may read rings sees the summary, the reasons in words, the history, and how many agencies confirm and
dismiss it. Beyond that:

%s
An agency sees the ids of its own reports and links. Where it sees others', it is told what kind of agency filed each and a
reference, ` + "`bank:`" + ` and 16 characters: the same for every agency that sees it, so that two can speak of one report, and
telling neither the agency nor its id. In ` + "`/graph`" + `, what an agency may not see is drawn as device-1, report-2 and so on:
the shape, not the name. Numbers of members and reports are told to all.

Regulators watch over the whole by summaries, history, runs, disputes and the record, and need no token for it. Checks are for who
holds tokens of their own: an answer tells nothing but the ring of a token that was asked for.

## The way back

` + "`GET /v1/reverifications`" + ` tells telcos which numbers to verify anew: those of rings of band high and very_high. What they answer is for
those who may read that list, their notes for themselves alone. Numbers that they cut off are told to all who hold tokens. Any of these may contest a flag for a
subscriber; another agency than filed it decides, and regulators may, by the dispute's id, without the token. An agency sees the
disputes that it filed; who may decide sees all, with the tokens of the kinds that it sees of a ring.

## Regions

` + "`ringwatch agency add --regions KA,TN`" + ` lets an agency see only rings with a report from one of those regions, those rings whole.
For it there are no others: lists, checks, lineage and history don't tell of them, their ids are answered with the same
status, headers and body as ids that never were, by the same steps in memory, and nothing of it is put on record. Totals are not
held back: GET /v1/runs and /metrics tell how many rings there are in all. Reverifications, revocations and disputes are of the
regions of the ring that they came of; what an agency filed itself it sees in any case.

## The record

Reading members or a graph wants the header ` + "`Ringwatch-Purpose`" + `: 1 to 200 characters that say what for, without identifiers. The
read is answered once it is on record, and ` + "`Ringwatch-Receipt`" + ` names the entry as number:hash; while Neo4j is away it is
refused (503). Pages of reverifications, revocations and disputes are put on record in the same way, without a purpose, which is
theirs by name; findings, disputes and decisions in the transaction that keeps them. The volume of checks is put on record for each agency and credential, once a minute. Every change of an
agency, key, subject or certificate is put on record in the transaction that makes it.

Entries are chained by SHA-256, one chain on a graph. ` + "`ringwatch audit verify`" + ` names every entry that was removed, altered or put
elsewhere, and prints the head; noted outside, a head or a receipt shows later (` + "`--noted`" + `) that nothing before it was
rewritten, the end cut off among it. ` + "`ringwatch audit export`" + ` writes every entry as a line of JSON; the hash of an entry is the
SHA-256 of its line without ` + "`,\"hash\":…`" + `. What a process has counted of checks and not yet put on record, at most a minute's,
is lost if it is killed; while Neo4j is away it is counted on.
`

func kindsHead(first string) string {
	var out strings.Builder
	out.WriteString("| " + first)
	for _, kind := range graph.AgencyKinds {
		out.WriteString(" | " + string(kind))
	}
	return out.String() + " |\n" + strings.Repeat("| --- ", len(graph.AgencyKinds)+1) + "|\n"
}

func rightsTable() string {
	var out strings.Builder
	out.WriteString(kindsHead("scope"))
	for _, scope := range graph.Scopes {
		out.WriteString("| " + string(scope))
		for _, kind := range graph.AgencyKinds {
			out.WriteString(map[bool]string{true: " | yes", false: " | no"}[slices.Contains(rights[scope], kind)])
		}
		out.WriteString(" |\n")
	}
	return out.String()
}

func sightsTable() string {
	var out strings.Builder
	out.WriteString(kindsHead("of a ring"))
	out.WriteString("| members' tokens")
	for _, kind := range graph.AgencyKinds {
		names := make([]string, len(sights[kind].members))
		for i, member := range sights[kind].members {
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
		out.WriteString(" | " + string(sights[kind].reports))
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
	for _, name := range slices.SortedFunc(maps.Keys(access), byPath) {
		fmt.Fprintf(&out, "| %s | %s |\n", specPath(name), access[name])
	}
	return out.String()
}
