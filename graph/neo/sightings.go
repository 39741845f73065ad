package neo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// sightings is what the new records of a batch say of identifiers.
type sightings map[graph.Identifier]*sighting

// sighting is what a batch knows of one identifier.
type sighting struct {
	graph.Identifier
	first, last time.Time // zero when unknown
	node        any       // Neo4j's own id, once it is there
}

// see adds that an identifier was seen at a time.
func (s sightings) see(id graph.Identifier, at time.Time) {
	seen := s[id]
	if seen == nil {
		s[id] = &sighting{Identifier: id, first: at, last: at}
		return
	}
	if at.IsZero() {
		return
	}
	if seen.first.IsZero() || at.Before(seen.first) {
		seen.first = at
	}
	if at.After(seen.last) {
		seen.last = at
	}
}

// inOrder lists the sightings by token, the order in which every writer locks them.
func (s sightings) inOrder() []*sighting {
	all := make([]*sighting, 0, len(s))
	for _, seen := range s {
		all = append(all, seen)
	}
	slices.SortFunc(all, func(x, y *sighting) int {
		return cmp.Or(cmp.Compare(x.Token, y.Token), cmp.Compare(x.Kind, y.Kind))
	})
	return all
}

// errIdentifierDeleted tells that an identifier was taken out between two statements of a
// transaction: the next try makes it anew.
var errIdentifierDeleted = errors.New("an identifier was taken out meanwhile")

// mergeIdentifiers makes identifiers that are not there, and waits where another process
// is making one: it can't fail as saveIdentifiers does, but takes longer.
func mergeIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, seen sightings) error {
	if len(seen) == 0 {
		return nil
	}
	return execute(ctx, tx, cypher.CreateMissingIdentifiers, map[string]any{"tokens": tokensOf(seen.inOrder())})
}

func tokensOf(seen []*sighting) []string {
	tokens := make([]string, len(seen))
	for i, x := range seen {
		tokens[i] = string(x.Token)
	}
	return tokens
}

// saveIdentifiers makes the identifiers that were seen and are not there, widens the
// times of those that are, and notes the nodes of all.
func saveIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, seen sightings) error {
	if len(seen) == 0 {
		return nil
	}
	all := seen.inOrder()
	nodes, err := identifiers(ctx, tx, all)
	if err != nil {
		return err
	}
	var there []*sighting
	absent := map[graph.Kind][]*sighting{}
	made := map[graph.Token]*sighting{}
	for _, x := range all {
		if x.node = nodes[x.Token]; x.node != nil || made[x.Token] != nil {
			there = append(there, x) // the latter by another kind that the batch claims of it
			continue
		}
		made[x.Token], absent[x.Kind] = x, append(absent[x.Kind], x)
	}
	for _, kind := range graph.Kinds {
		if err := makeIdentifiers(ctx, tx, kind, absent[kind]); err != nil {
			return err
		}
	}
	rows := make([]any, len(there))
	for i, x := range there {
		if x.node == nil {
			x.node = made[x.Token].node
		}
		rows[i] = map[string]any{"node": x.node, "token": string(x.Token), "kind": labels[x.Kind],
			"first_seen": when(x.first), "last_seen": when(x.last)}
	}
	if len(rows) == 0 {
		return nil
	}
	answer, err := queryOne(ctx, tx, cypher.UpdateSightings, map[string]any{"rows": rows})
	if err != nil {
		return err
	}
	if left, err := number(answer, "there"); err != nil || left != int64(len(rows)) {
		return cmp.Or(err, errIdentifierDeleted)
	}
	return nil
}

// labels are what nodes of each kind bear besides Identifier.
var labels = map[graph.Kind]string{graph.Number: "Number", graph.Device: "Device", graph.Account: "Account"}

// identifiers finds the nodes of those of the tokens that are there.
func identifiers(ctx context.Context, tx neo4j.ManagedTransaction, seen []*sighting) (map[graph.Token]any, error) {
	answer, err := queryOne(ctx, tx, cypher.FindIdentifiers, map[string]any{"tokens": tokensOf(seen)})
	if err != nil {
		return nil, err
	}
	places, err := column[int64](answer, "places")
	if err != nil {
		return nil, err
	}
	nodes, err := columnAlong[any](answer, "nodes", len(places))
	if err != nil {
		return nil, err
	}
	there := make(map[graph.Token]any, len(places))
	for i, place := range places {
		there[seen[place].Token] = nodes[i]
	}
	return there, nil
}

// makeIdentifiers makes identifiers of a kind and notes their nodes.
func makeIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, kind graph.Kind, absent []*sighting) error {
	if len(absent) == 0 {
		return nil
	}
	rows := make([]any, len(absent))
	for i, x := range absent {
		rows[i] = map[string]any{"token": string(x.Token), "first_seen": when(x.first), "last_seen": when(x.last)}
	}
	answer, err := queryOne(ctx, tx, cypher.CreateIdentifiers[kind], map[string]any{"rows": rows})
	if err != nil {
		return err
	}
	nodes, err := columnAlong[any](answer, "nodes", len(absent))
	for i, node := range nodes {
		absent[i].node = node
	}
	return err
}
