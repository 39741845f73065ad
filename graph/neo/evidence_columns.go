package neo

import (
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// takeMentions appends which report names which identifier, by Neo4j's own node ids.
func takeMentions(m *evidence.Mentions[int64]) func(*neo4j.Record) error {
	return func(r *neo4j.Record) (err error) {
		if m.Report, err = appendColumn(m.Report, r, "froms"); err != nil {
			return err
		}
		if m.Identifier, err = appendColumn(m.Identifier, r, "tos"); err != nil {
			return err
		}
		return sameLength("tos", len(m.Identifier), len(m.Report))
	}
}

// takeLinks appends links of one relation, by Neo4j's own node ids.
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
		if err != nil {
			return err
		}
		for _, second := range seconds {
			l.Relation, l.Day = append(l.Relation, relation), append(l.Day, evidence.Second(second).Day())
		}
		if err := sameLength("tos", len(l.To), len(l.From)); err != nil {
			return err
		}
		if err := sameLength("ids", len(l.ID), len(l.From)); err != nil {
			return err
		}
		return sameLength("seconds", len(l.Day), len(l.From))
	}
}

// takeReports appends reports with their attributes. An attribute that is no text is unknown.
func takeReports(rows *[]evidence.ReportRow) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		nodes, err := column[int64](r, "nodes")
		if err != nil {
			return err
		}
		ids, err := columnAlong[string](r, "ids", len(nodes))
		if err != nil {
			return err
		}
		seconds, err := columnAlong[int64](r, "seconds", len(nodes))
		if err != nil {
			return err
		}
		losses, err := columnAlong[string](r, "losses", len(nodes))
		if err != nil {
			return err
		}
		sources, err := columnAlong[string](r, "sources", len(nodes))
		if err != nil {
			return err
		}
		f := fieldsOf(r)
		row := evidence.ReportRow{Attributes: evidence.Attributes{
			Category: f.text("category"), Channel: f.text("channel"), Region: f.text("region"), Currency: f.text("currency"),
		}}
		*rows = slices.Grow(*rows, len(nodes))
		for i, node := range nodes {
			row.Key, row.ID, row.Second, row.Loss = node, ids[i], evidence.Second(seconds[i]), graph.Amount(losses[i])
			row.Source = evidence.HashSource(ids[i], sources[i])
			*rows = append(*rows, row)
		}
		return nil
	}
}

// takeIdentifiers appends identifiers.
func takeIdentifiers(rows *[]evidence.IdentifierRow) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		nodes, err := column[int64](r, "nodes")
		if err != nil {
			return err
		}
		tokens, err := columnAlong[string](r, "tokens", len(nodes))
		if err != nil {
			return err
		}
		f := fieldsOf(r)
		kind := graph.Kind(f.needText("kind"))
		for i, node := range nodes {
			identifier := graph.Identifier{Kind: kind, Token: graph.Token(tokens[i])}
			*rows = append(*rows, evidence.IdentifierRow{Key: node, Identifier: identifier})
		}
		return nil
	}
}

// takeNewReports appends reports with their attributes and the identifiers that they name.
func takeNewReports(all *[]evidence.DeltaReport) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		ids, err := column[string](r, "ids")
		if err != nil {
			return err
		}
		attributes := make([]evidence.Attributes, len(ids))
		for name, set := range map[string]func(a *evidence.Attributes, value string){
			"categories": func(a *evidence.Attributes, value string) { a.Category = value },
			"channels":   func(a *evidence.Attributes, value string) { a.Channel = value },
			"regions":    func(a *evidence.Attributes, value string) { a.Region = value },
			"losses":     func(a *evidence.Attributes, value string) { a.Loss = graph.Amount(value) },
			"currencies": func(a *evidence.Attributes, value string) { a.Currency = value },
		} {
			values, err := columnAlong[string](r, name, len(ids))
			if err != nil {
				return err
			}
			for i, value := range values {
				set(&attributes[i], value)
			}
		}
		seconds, err := columnAlong[int64](r, "seconds", len(ids))
		if err != nil {
			return err
		}
		sources, err := columnAlong[string](r, "sources", len(ids))
		if err != nil {
			return err
		}
		tokens, err := columnAlong[[]any](r, "tokens", len(ids))
		if err != nil {
			return err
		}
		kinds, err := columnAlong[[]any](r, "kinds", len(ids))
		if err != nil {
			return err
		}
		for i, id := range ids {
			attributes[i].Second, attributes[i].Source = evidence.Second(seconds[i]), evidence.HashSource(id, sources[i])
			named, err := identifiersOf(tokens[i], kinds[i])
			if err != nil {
				return err
			}
			*all = append(*all, evidence.DeltaReport{ID: id, Attributes: attributes[i], Identifiers: named})
		}
		return nil
	}
}

// takeNewLinks appends links of one relation with both ends.
func takeNewLinks(all *[]evidence.DeltaLink, relation graph.Relation) func(*neo4j.Record) error {
	return func(r *neo4j.Record) error {
		ids, err := column[string](r, "ids")
		if err != nil {
			return err
		}
		seconds, err := columnAlong[int64](r, "seconds", len(ids))
		if err != nil {
			return err
		}
		froms, err := identifierColumns(r, "froms", "from_kinds", len(ids))
		if err != nil {
			return err
		}
		tos, err := identifierColumns(r, "tos", "to_kinds", len(ids))
		if err != nil {
			return err
		}
		for i, id := range ids {
			day := evidence.Second(seconds[i]).Day()
			*all = append(*all, evidence.DeltaLink{ID: id, From: froms[i], To: tos[i], Relation: relation, Day: day})
		}
		return nil
	}
}

// identifierColumns reads two columns of a given length, tokens and kinds, as identifiers.
func identifierColumns(r *neo4j.Record, tokens, kinds string, length int) ([]graph.Identifier, error) {
	token, err := columnAlong[any](r, tokens, length)
	if err != nil {
		return nil, err
	}
	kind, err := columnAlong[any](r, kinds, length)
	if err != nil {
		return nil, err
	}
	return identifiersOf(token, kind)
}

// identifiersOf joins tokens and kinds to identifiers.
func identifiersOf(tokens, kinds []any) ([]graph.Identifier, error) {
	token, err := appendList[string](nil, tokens, "tokens")
	if err != nil {
		return nil, err
	}
	kind, err := appendList[string](nil, kinds, "kinds")
	if err != nil {
		return nil, err
	}
	if err := sameLength("kinds", len(kind), len(token)); err != nil {
		return nil, err
	}
	all := make([]graph.Identifier, len(token))
	for i := range token {
		all[i] = graph.Identifier{Kind: graph.Kind(kind[i]), Token: graph.Token(token[i])}
	}
	return all, nil
}
