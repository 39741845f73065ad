package tokenise

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
	"github.com/ringwatch/ringwatch/tokens"
)

// tokenise fills in the outcome of a chunk. It sends all identifiers of the chunk to the Source
// together and each identifier only once, so that the Source does not learn how often it occurs.
func (s *stream) tokenise(ctx context.Context, c *chunk) error {
	ids := newIdentifiers(s.options.Region)
	records := make([]graph.Record, 0, len(c.raw))
	for i, raw := range c.raw {
		r, err := s.options.Format.parse(raw, ids.placeholder)
		if err != nil {
			c.refusals = append(c.refusals, newRefusal(c.numbers[i], err))
			continue
		}
		records = append(records, r)
	}
	made, err := s.options.Source.Tokens(ctx, ids.list)
	if err != nil {
		return err
	}
	c.identifiers = len(ids.list)
	if s.options.Source.Earlier != nil {
		return s.equivalences(ctx, c, ids.list, made)
	}
	for _, r := range records {
		replacePlaceholders(r, made)
		if err := c.add(r); err != nil {
			return err
		}
	}
	return nil
}

// add appends a record to the lines of the chunk.
func (c *chunk) add(r graph.Record) error {
	line, err := record.MarshalInFile(r)
	if err != nil {
		return err
	}
	c.records = append(append(c.records, line...), '\n')
	c.written++
	return nil
}

// identifiers are the identifiers of a chunk, each identifier only once. In the records,
// placeholders stand for them until their tokens are there.
type identifiers struct {
	region string
	list   []tokens.Identifier
	index  map[tokens.Identifier]int // position in list
}

func newIdentifiers(region string) *identifiers {
	return &identifiers{region: region, index: map[tokens.Identifier]int{}}
}

// placeholderPrefix begins each placeholder: it must look like a token to be accepted in a record.
const placeholderPrefix = "tk1_"

var tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// placeholder returns a token that holds the position of an identifier in the list.
func (n *identifiers) placeholder(kind graph.Kind, value string) (graph.Token, error) {
	normalised, err := tokens.Normalise(string(kind), value, n.region)
	if err != nil {
		return "", err
	}
	id := tokens.Identifier{Kind: string(kind), Normalised: normalised}
	index, exists := n.index[id]
	if !exists {
		index = len(n.list)
		n.list, n.index[id] = append(n.list, id), index
	}
	var content [16]byte
	binary.BigEndian.PutUint64(content[:], uint64(index))
	return graph.Token(placeholderPrefix + tokenEncoding.EncodeToString(content[:])), nil
}

// replacePlaceholders puts the tokens that were made into a record.
func replacePlaceholders(r graph.Record, made []string) {
	replace := func(id *graph.Identifier) {
		content, err := tokenEncoding.DecodeString(strings.TrimPrefix(string(id.Token), placeholderPrefix))
		if err == nil { // placeholder wrote it
			id.Token = graph.Token(made[binary.BigEndian.Uint64(content)])
		}
	}
	switch r := r.(type) {
	case *graph.Report:
		for i := range r.Identifiers {
			replace(&r.Identifiers[i])
		}
	case *graph.Link:
		replace(&r.From)
		replace(&r.To)
	case *graph.Release:
		replace(&r.Identifier)
	case *graph.Known:
		replace(&r.Identifier)
	}
}
