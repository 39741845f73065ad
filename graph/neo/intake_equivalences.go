package neo

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
	"github.com/ringwatch/ringwatch/graph/neo/cypher"
)

// An identifier is stored under its canonical token: the one that it had first. What agencies claim
// of its later tokens are :Claim nodes, and what follows from them is in :Equivalence nodes. A
// record that uses a later token is saved under the canonical token, as far as the claims bind its
// agency, and is marked with the token that it was filed with. So what is joined can be parted.

// saveEquivalences saves the batch's claims about later tokens.
func (s *saveAttempt) saveEquivalences(ctx context.Context, tx neo4j.ManagedTransaction) error {
	rows, later := make([]any, 0, len(s.equivalences)), make([]string, 0, len(s.equivalences))
	for _, c := range s.equivalences {
		if s.withdrawn[c.id] {
			continue
		}
		rows = append(rows, map[string]any{"id": c.id, "token": string(c.record.SameAs), "claimed": string(c.record.Identifier.Token)})
		later = append(later, string(c.record.SameAs))
	}
	if len(rows) == 0 {
		return nil
	}
	if err := s.create(ctx, tx, "equivalence", cypher.SaveEquivalences, rows); err != nil {
		return err
	}
	return settleEquivalences(ctx, tx, later)
}

// canonicalTokens returns the token that the batch's evidence is stored under, by each of its later
// tokens that is not canonical itself.
func (s *saveAttempt) canonicalTokens(ctx context.Context, tx neo4j.ManagedTransaction) (map[graph.Token]graph.Token, error) {
	canonical := map[graph.Token]graph.Token{}
	later := s.laterTokens()
	if len(later) == 0 {
		return canonical, nil
	}
	n, err := readNames(ctx, tx, later)
	if err != nil {
		return nil, err
	}
	for _, token := range later {
		if first := n.of(s.agency, graph.Token(token)); string(first) != token {
			canonical[graph.Token(token)] = first
		}
	}
	return canonical, nil
}

// markFiled marks what the batch created with the tokens that it was filed with, where they are not
// canonical.
func (b *batch) markFiled(ctx context.Context, tx neo4j.ManagedTransaction, seen sightings) error {
	if b.unresolved == nil {
		return nil
	}
	rows := b.filedRows(seen)
	mark := func(statement cypher.Statement, rows []any) error {
		if len(rows) == 0 {
			return nil
		}
		return execute(ctx, tx, statement, map[string]any{"rows": rows})
	}
	if err := mark(cypher.MarkFiledNames, rows.names); err != nil {
		return err
	}
	for i, relation := range graph.Relations {
		if err := mark(cypher.MarkFiledLinks[relation], rows.links[i]); err != nil {
			return err
		}
	}
	if err := mark(cypher.MarkFiledKnown, rows.known); err != nil {
		return err
	}
	return mark(cypher.MarkFiledReleases, rows.releases)
}

// filedRows are rows that mark records with the tokens that they were filed with.
type filedRows struct {
	names, releases, known []any
	links                  [len(graph.Relations)][]any
}

func (b *batch) filedRows(seen sightings) (rows filedRows) {
	for i := range b.reports {
		r := &b.reports[i]
		filed := b.unresolved.reports[r.id].Identifiers
		for _, node := range b.reportNames(r.record, seen) {
			var as []string
			marked := false
			for j, id := range r.record.Identifiers {
				if seen[id].node == node {
					as = append(as, string(filed[j].Token))
					marked = marked || filed[j].Token != id.Token
				}
			}
			if marked {
				slices.Sort(as)
				rows.names = append(rows.names, map[string]any{"id": r.id, "node": node, "as": slices.Compact(as)})
			}
		}
	}
	for i := range b.links {
		l := &b.links[i]
		filed := b.unresolved.links[l.id]
		from, to := differing(filed.From.Token, string(l.record.From.Token)), differing(filed.To.Token, string(l.record.To.Token))
		if from != "" || to != "" {
			relation := slices.Index(graph.Relations[:], l.record.Relation)
			rows.links[relation] = append(rows.links[relation], map[string]any{"id": l.id, "from": text(from), "to": text(to)})
		}
	}
	for i := range b.releases {
		r := &b.releases[i]
		if as := differing(b.unresolved.releases[r.id].Identifier.Token, string(r.record.Identifier.Token)); as != "" {
			rows.releases = append(rows.releases, map[string]any{"id": r.id, "as": as})
		}
	}
	for i := range b.known {
		k := &b.known[i]
		if as := differing(b.unresolved.known[k.id].Identifier.Token, string(k.record.Identifier.Token)); as != "" {
			rows.known = append(rows.known, map[string]any{"id": k.id, "as": as})
		}
	}
	return rows
}

// settleEquivalences stores what follows from claims about some later tokens that were filed or
// withdrawn, for these and for the tokens that are later than they are.
func settleEquivalences(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) error {
	tokens, err := withLater(ctx, tx, tokens)
	if err != nil || len(tokens) == 0 {
		return err
	}
	names, err := readNames(ctx, tx, tokens)
	if err != nil {
		return err
	}
	rows := make([]any, len(tokens))
	for i, token := range tokens {
		first, claimed, claimant := names.canonical(graph.Token(token)), "", ""
		if agencies := names.Claimants(graph.Token(token)); string(first) == token && len(agencies) == 1 {
			claimant, claimed = agencies[0], differing(names.of(agencies[0], graph.Token(token)), token)
		}
		rows[i] = map[string]any{
			"token": token, "first": text(differing(first, token)), "targets": texts(names.targets(graph.Token(token))),
			"claimed": text(claimed), "claimant": text(claimant),
		}
	}
	return execute(ctx, tx, cypher.SettleEquivalences, map[string]any{"rows": rows})
}

// differing returns the token as a text if it differs from another one, and else an empty text.
func differing(token graph.Token, other string) string {
	if string(token) == other {
		return ""
	}
	return string(token)
}

// withLater returns tokens and those that are claimed to be later than they are, sorted: the order
// in which every writer locks them.
func withLater(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) ([]string, error) {
	all := map[string]bool{}
	for next := tokens; len(next) > 0; {
		var added []string
		for _, token := range next {
			if !all[token] {
				all[token] = true
				added = append(added, token)
			}
		}
		if next = nil; len(added) == 0 {
			break
		}
		answer, err := queryOne(ctx, tx, cypher.ReadLaterClaims, inBatch("tokens", added))
		if err != nil {
			return nil, err
		}
		if next, err = column[string](answer, "tokens"); err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(all)), nil
}

// names are the canonical tokens of some tokens and of all that they are claimed to be later than.
type names struct {
	*evidence.Names
	renamed map[graph.Token]graph.Token // to the newest token, when their epoch was retired
}

// of returns the token that evidence of an agency is stored under.
func (n *names) of(agency string, token graph.Token) graph.Token {
	first := n.For(agency, token)
	return cmp.Or(n.renamed[first], first)
}

// canonical returns the token that everything is stored under which binds all agencies.
func (n *names) canonical(token graph.Token) graph.Token {
	first := n.ForAll(token)
	return cmp.Or(n.renamed[first], first)
}

// targets returns the other tokens that evidence with a token may be stored under, sorted.
func (n *names) targets(token graph.Token) []string {
	targets := map[string]bool{string(n.canonical(token)): true}
	for _, agency := range n.Claimants(token) {
		targets[string(n.of(agency, token))] = true
	}
	// Another agency's claim may be further down the chain.
	for _, agency := range n.claimants(token) {
		targets[string(n.of(agency, token))] = true
	}
	delete(targets, string(token))
	return slices.Sorted(maps.Keys(targets))
}

// claimants returns the agencies whose claims about a token, or about the tokens that it leads to,
// give their own evidence a token of its own.
func (n *names) claimants(token graph.Token) []string {
	agencies := map[string]bool{}
	seen := map[graph.Token]bool{}
	for next := []graph.Token{token}; len(next) > 0; next = next[1:] {
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		for _, agency := range n.Claimants(next[0]) {
			agencies[agency] = true
			next = append(next, n.For(agency, next[0]))
		}
		next = append(next, n.ForAll(next[0]))
	}
	return slices.Sorted(maps.Keys(agencies))
}

// readNames reads the claims about tokens, and about those that they are claimed to be later than.
func readNames(ctx context.Context, tx neo4j.ManagedTransaction, tokens []string) (*names, error) {
	n := &names{renamed: map[graph.Token]graph.Token{}}
	var claims []evidence.Claim
	seen := map[string]bool{}
	for len(tokens) > 0 {
		for _, token := range tokens {
			seen[token] = true
		}
		answer, err := queryOne(ctx, tx, cypher.ReadClaims, inBatch("tokens", tokens))
		if err != nil {
			return nil, err
		}
		found, err := n.take(answer)
		if err != nil {
			return nil, err
		}
		claims, tokens = append(claims, found...), nil
		for _, c := range found {
			if earlier := string(c.Earlier); c.Earlier.Epoch() > 1 && !seen[earlier] {
				seen[earlier] = true
				tokens = append(tokens, earlier)
			}
		}
	}
	n.Names = evidence.NewNames(claims)
	return n, nil
}

// take returns the claims of a row of ReadClaims, and notes which tokens were renamed.
func (n *names) take(r *neo4j.Record) (claims []evidence.Claim, err error) {
	tokens, err := column[string](r, "tokens")
	if err != nil {
		return nil, err
	}
	columns := map[string][]string{}
	for _, name := range []string{"renamed", "agencies", "earlier"} {
		if columns[name], err = columnAlong[string](r, name, len(tokens)); err != nil {
			return nil, err
		}
	}
	operators, err := columnAlong[bool](r, "operators", len(tokens))
	if err != nil {
		return nil, err
	}
	for i, token := range tokens {
		if newest := columns["renamed"][i]; newest != "" {
			n.renamed[graph.Token(token)] = graph.Token(newest)
			continue
		}
		if earlier := columns["earlier"][i]; earlier != "" {
			claims = append(claims, evidence.Claim{
				Agency: columns["agencies"][i], Operator: operators[i], Earlier: graph.Token(earlier), Later: graph.Token(token),
			})
		}
	}
	return claims, nil
}

// canonicalToken returns the token that what binds all agencies is stored under, of an identifier.
func canonicalToken(ctx context.Context, tx neo4j.ManagedTransaction, token graph.Token) (graph.Token, error) {
	if token.Epoch() <= 1 {
		return token, nil
	}
	n, err := readNames(ctx, tx, []string{string(token)})
	if err != nil {
		return token, err
	}
	return n.canonical(token), nil
}
