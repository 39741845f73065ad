package record

import (
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
)

// identifiers parses the identifiers of a report. One that is repeated counts once.
func (p *parser) identifiers(list *[]identifierJSON) []graph.Identifier {
	switch {
	case list == nil:
		p.fail("identifiers", "is missing")
		return nil
	case len(*list) == 0:
		p.fail("identifiers", "is empty: a report names at least one identifier")
		return nil
	case len(*list) > MaxIdentifiers:
		p.fail("identifiers", fmt.Sprintf("holds %d: a report names at most %d", len(*list), MaxIdentifiers))
		return nil
	}
	ids := make([]graph.Identifier, 0, len(*list))
	kinds := make(map[graph.Token]graph.Kind, len(*list))
	for i := range *list {
		field := fmt.Sprintf("identifiers[%d]", i)
		id := p.identifier(field, &(*list)[i])
		if p.err != nil {
			return nil
		}
		kind, repeated := kinds[id.Token]
		switch {
		case !repeated:
			kinds[id.Token] = id.Kind
			ids = append(ids, id)
		case kind != id.Kind:
			p.fail(field+".kind", fmt.Sprintf("is %s, though the report names the same token as a %s: a token is made for one kind", id.Kind, kind))
			return nil
		}
	}
	return ids
}

// identifier parses one identifier: its kind and its token, or its kind and its value in a raw
// record.
func (p *parser) identifier(field string, w *identifierJSON) graph.Identifier {
	if w == nil {
		p.fail(field, "is missing")
		return graph.Identifier{}
	}
	kind := graph.Kind(p.required(field+".kind", w.Kind))
	if !kind.Valid() {
		p.fail(field+".kind", "want number, device or account")
		return graph.Identifier{}
	}
	if p.tokenise != nil {
		return graph.Identifier{Kind: kind, Token: p.tokenised(field, kind, w)}
	}
	if w.Value != nil {
		p.fail(field+".value", "raw identifiers never enter the platform: make tokens with ringwatch tokenize")
	}
	return graph.Identifier{Kind: kind, Token: p.token(field+".token", w.Token)}
}

func (p *parser) token(field string, s *string) graph.Token {
	token := graph.Token(p.required(field, s))
	if !token.Valid() {
		p.fail(field, "is not a token: want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it")
	}
	return token
}

// tokenised makes the token of the value in a raw record.
func (p *parser) tokenised(field string, kind graph.Kind, w *identifierJSON) graph.Token {
	if w.Token != nil {
		p.fail(field+".token", "is a token already: a raw record has a value in its place")
		return ""
	}
	value := p.required(field+".value", w.Value)
	if p.err != nil {
		return ""
	}
	token, err := p.tokenise(kind, value)
	if err != nil {
		p.fail(field+".value", err.Error())
	}
	return token
}

// ends checks that a link joins two identifiers of the kinds that its relation requires.
func (p *parser) ends(l *graph.Link) {
	from, to, ok := l.Relation.Ends()
	switch {
	case !ok:
		p.fail("relation", "want used_in, linked_to, accessed_from or transferred_to")
	case l.From.Kind != from:
		p.fail("from.kind", fmt.Sprintf("%s goes from a %s to a %s", l.Relation, from, to))
	case l.To.Kind != to:
		p.fail("to.kind", fmt.Sprintf("%s goes from a %s to a %s", l.Relation, from, to))
	case l.From.Token == l.To.Token:
		p.fail("to", "is the same identifier as from")
	}
}
