package neo

import (
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// takeNamed reads which report names what, by Neo4j's own node ids.
func takeNamed(n *evidence.Mentions[int64]) func(*neo4j.Record) error {
	return func(r *neo4j.Record) (err error) {
		if n.Report, err = appendColumn(n.Report, r, "froms"); err != nil {
			return err
		}
		n.Identifier, err = appendColumn(n.Identifier, r, "tos")
		return err
	}
}

// takeLinks reads links of one relation.
func takeLinks(l *evidence.Links[int64], relation graph.Relation) func(*neo4j.Record) error {
	return func(r *neo4j.Record) (err error) {
		if l.From, err = appendColumn(l.From, r, "froms"); err != nil {
			return err
		}
		if l.To, err = appendColumn(l.To, r, "tos"); err != nil {
			return err
		}
		if l.ID, err = appendColumn(l.ID, r, "ids"); err != nil {
			return err
		}
		seconds, err := column[int64](r, "seconds")
		for _, second := range seconds {
			l.Relation, l.Day = append(l.Relation, relation), append(l.Day, evidence.Second(second).Day())
		}
		return err
	}
}

// takeReports reads reports and what they say.
func takeReports(rows *[]evidence.ReportRow) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		p := properties(r.AsMap())
		keys, err := column[int64](r, "nodes")
		if err != nil {
			return err
		}
		ids, err := columnAlong[string](r, "keys", len(keys))
		if err != nil {
			return err
		}
		seconds, err := columnAlong[int64](r, "seconds", len(keys))
		if err != nil {
			return err
		}
		losses, err := columnAlong[string](r, "losses", len(keys))
		if err != nil {
			return err
		}
		row := evidence.ReportRow{Attributes: evidence.Attributes{
			Category: p.text("category"), Channel: p.text("channel"), Region: p.text("region"), Currency: p.text("currency"),
		}}
		*rows = slices.Grow(*rows, len(keys))
		for i, key := range keys {
			row.Key, row.ID, row.Second, row.Loss = key, ids[i], evidence.Second(seconds[i]), graph.Amount(losses[i])
			*rows = append(*rows, row)
		}
		return nil
	}
}

// takeIdentifiers reads identifiers.
func takeIdentifiers(rows *[]evidence.IdentifierRow) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		keys, err := column[int64](r, "nodes")
		if err != nil {
			return err
		}
		tokens, err := columnAlong[string](r, "keys", len(keys))
		if err != nil {
			return err
		}
		kind := graph.Kind(properties(r.AsMap()).text("kind"))
		for i, key := range keys {
			*rows = append(*rows, evidence.IdentifierRow{Key: key, Identifier: graph.Identifier{Kind: kind, Token: graph.Token(tokens[i])}})
		}
		return nil
	}
}
