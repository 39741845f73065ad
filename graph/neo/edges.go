package neo

import (
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ringwatch/graph"
)

// unknownSecond is what statements answer for a time that is not known.
const unknownSecond = -1_000_000_000_000_000

func dayOf(second int64) graph.Day {
	if second == unknownSecond {
		return graph.NoDay
	}
	return graph.DayOfUnix(second)
}

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
			l.Relation, l.Day = append(l.Relation, relation), append(l.Day, dayOf(second))
		}
		return err
	}
}

// takeSaid reads what reports say.
func takeSaid(all *[]graph.Said) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		var words [3]string
		for i, name := range [...]string{"category", "channel", "region"} {
			word, _, err := neo4j.GetRecordValue[string](r, name)
			if err != nil {
				return fmt.Errorf("neo4j answered without a %s: %w", name, err)
			}
			words[i] = word
		}
		nodes, err := column[int64](r, "nodes")
		if err != nil {
			return err
		}
		seconds, err := column[int64](r, "seconds")
		if err != nil {
			return err
		}
		for i, node := range nodes {
			*all = append(*all, graph.Said{Key: node, Day: dayOf(seconds[i]), Category: words[0], Channel: words[1], Region: words[2]})
		}
		return nil
	}
}
