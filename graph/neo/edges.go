package neo

import (
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// takeNamed reads which report names what, by Neo4j's own node ids.
func takeNamed(n *graph.Named[int64]) func(*neo4j.Record) error {
	return func(r *neo4j.Record) (err error) {
		if n.Report, err = appendColumn(n.Report, r, "froms"); err != nil {
			return err
		}
		n.Identifier, err = appendColumn(n.Identifier, r, "tos")
		return err
	}
}

// takeLinks reads links of one relation.
func takeLinks(l *graph.Links[int64], relation graph.Relation) func(*neo4j.Record) error {
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
			l.Relation, l.Day = append(l.Relation, relation), append(l.Day, graph.Second(second).Day())
		}
		return err
	}
}

// takeSaid reads what reports say.
func takeSaid(all *[]graph.Said) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		p := properties(r.AsMap())
		nodes, err := column[int64](r, "nodes")
		if err != nil {
			return err
		}
		seconds, err := column[int64](r, "seconds")
		if err != nil {
			return err
		}
		losses, err := column[string](r, "losses")
		if err != nil {
			return err
		}
		said := graph.Said{Category: p.text("category"), Channel: p.text("channel"), Region: p.text("region"), Currency: p.text("currency")}
		for i, node := range nodes {
			said.Key, said.Second, said.Loss = node, graph.Second(seconds[i]), graph.Amount(losses[i])
			*all = append(*all, said)
		}
		return nil
	}
}
