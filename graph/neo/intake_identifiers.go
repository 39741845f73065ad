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

// sightings holds, by identifier, when the new records of a batch saw it.
type sightings map[graph.Identifier]*sighting

// sighting is one identifier of a batch.
type sighting struct {
	graph.Identifier
	first, last time.Time // zero when unknown
	node        any       // Neo4j's own id, once the node is there
}

// add notes that an identifier was seen at a time; zero when that is unknown.
func (s sightings) add(id graph.Identifier, at time.Time) {
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

// sorted lists the sightings by token, the order in which every writer locks identifiers.
func (s sightings) sorted() []*sighting {
	all := make([]*sighting, 0, len(s))
	for _, seen := range s {
		all = append(all, seen)
	}
	slices.SortFunc(all, func(x, y *sighting) int {
		return cmp.Or(cmp.Compare(x.Token, y.Token), cmp.Compare(x.Kind, y.Kind))
	})
	return all
}

func tokensOf(seen []*sighting) []string {
	tokens := make([]string, len(seen))
	for i, x := range seen {
		tokens[i] = string(x.Token)
	}
	return tokens
}

// errIdentifierDeleted says that an identifier was deleted between two statements of a transaction.
// The next try creates it again.
var errIdentifierDeleted = errors.New("an identifier was deleted meanwhile")

// createMissingIdentifiers creates identifiers that are not there, and waits where another process
// is creating one. It can't fail as saveIdentifiers does, but takes longer.
func createMissingIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, seen sightings) error {
	if len(seen) == 0 {
		return nil
	}
	return execute(ctx, tx, cypher.CreateMissingIdentifiers, map[string]any{"tokens": tokensOf(seen.sorted())})
}

// saveIdentifiers creates the identifiers that are not there, widens the times of those that are,
// and fills in the nodes of all.
func saveIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, seen sightings) error {
	if len(seen) == 0 {
		return nil
	}
	all := seen.sorted()
	nodes, err := findIdentifiers(ctx, tx, all)
	if err != nil {
		return err
	}
	var existing []*sighting
	missing := map[graph.Kind][]*sighting{}
	created := map[graph.Token]*sighting{}
	for _, x := range all {
		// The batch may name one token by two kinds: the first creates it, the second adds its
		// label.
		if x.node = nodes[x.Token]; x.node != nil || created[x.Token] != nil {
			existing = append(existing, x)
			continue
		}
		created[x.Token], missing[x.Kind] = x, append(missing[x.Kind], x)
	}
	for _, kind := range graph.Kinds {
		if err := createIdentifiers(ctx, tx, kind, missing[kind]); err != nil {
			return err
		}
	}
	for _, x := range existing {
		if x.node == nil {
			x.node = created[x.Token].node
		}
	}
	return updateSightings(ctx, tx, existing)
}

// findIdentifiers returns the nodes of those tokens that are stored.
func findIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, seen []*sighting) (map[graph.Token]any, error) {
	answer, err := queryOne(ctx, tx, cypher.FindIdentifiers, map[string]any{"tokens": tokensOf(seen)})
	if err != nil {
		return nil, err
	}
	positions, err := column[int64](answer, "positions")
	if err != nil {
		return nil, err
	}
	nodes, err := columnAlong[any](answer, "nodes", len(positions))
	if err != nil {
		return nil, err
	}
	existing := make(map[graph.Token]any, len(positions))
	for i, position := range positions {
		existing[seen[position].Token] = nodes[i]
	}
	return existing, nil
}

// createIdentifiers creates identifiers of a kind and fills in their nodes.
func createIdentifiers(ctx context.Context, tx neo4j.ManagedTransaction, kind graph.Kind, missing []*sighting) error {
	if len(missing) == 0 {
		return nil
	}
	rows := make([]any, len(missing))
	for i, x := range missing {
		rows[i] = map[string]any{"token": string(x.Token), "first_seen": datetime(x.first), "last_seen": datetime(x.last)}
	}
	answer, err := queryOne(ctx, tx, cypher.CreateIdentifiers[kind], map[string]any{"rows": rows})
	if err != nil {
		return err
	}
	nodes, err := columnAlong[any](answer, "nodes", len(missing))
	for i, node := range nodes {
		missing[i].node = node
	}
	return err
}

// updateSightings widens the times of identifiers that are stored, and locks them. It returns
// errIdentifierDeleted if one was deleted meanwhile.
func updateSightings(ctx context.Context, tx neo4j.ManagedTransaction, existing []*sighting) error {
	if len(existing) == 0 {
		return nil
	}
	rows := make([]any, len(existing))
	for i, x := range existing {
		rows[i] = map[string]any{
			"node": x.node, "token": string(x.Token), "kind": cypher.Labels[x.Kind],
			"first_seen": datetime(x.first), "last_seen": datetime(x.last),
		}
	}
	answer, err := queryOne(ctx, tx, cypher.UpdateSightings, map[string]any{"rows": rows})
	if err != nil {
		return err
	}
	found := fieldsOf(answer)
	if found.needInteger("identifiers") != int64(len(rows)) {
		return errIdentifierDeleted
	}
	return nil
}
