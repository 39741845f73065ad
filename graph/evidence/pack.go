package evidence

import (
	"strings"

	"github.com/ringwatch/ringwatch/graph"
)

// pack copies the texts into one piece of memory and lets each point into it. With hundreds of
// thousands of small strings, the garbage collector would take longer than the rest of a run.
func pack[Text ~string](texts []Text) {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	var all strings.Builder
	all.Grow(size)
	for i, text := range texts {
		start := all.Len()
		all.WriteString(string(text))
		texts[i] = Text(all.String()[start:])
	}
}

// packIdentifiers packs the tokens, and replaces each kind by the equal constant.
func packIdentifiers(identifiers []graph.Identifier) {
	tokens := make([]graph.Token, len(identifiers))
	for i := range identifiers {
		tokens[i] = identifiers[i].Token
	}
	pack(tokens)
	for i, token := range tokens {
		identifiers[i] = graph.Identifier{Kind: identifiers[i].Kind.Canonical(), Token: token}
	}
}

// hash is the 64-bit FNV-1a hash (draft-eastlake-fnv). It is the same in every process.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
