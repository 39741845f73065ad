package translate

import (
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/evidence"
)

// modusCodes returns the words of the evidence, and the code of each report's modus: agencies have
// different words for one method, and their reports are to agree. Words of the snapshot keep their
// codes. A modus that is not among them follows, in the order of the first category that it is for,
// so that equal dictionaries give equal words.
func modusCodes(s *evidence.Snapshot) (words []string, codes []uint32) {
	code := make(map[string]uint32, len(s.Dictionary))
	for i, word := range s.Dictionary {
		code[word] = uint32(i)
	}
	isCategory := make([]bool, len(s.Dictionary))
	for _, category := range s.Category {
		isCategory[category] = true
	}
	words = s.Dictionary[:len(s.Dictionary):len(s.Dictionary)] // appending copies it
	modusOf, differs := make([]uint32, len(s.Dictionary)), false
	for i, word := range s.Dictionary {
		modusOf[i] = uint32(i)
		if !isCategory[i] {
			continue // a region, a channel or a currency
		}
		modus := graph.ModusOf(word)
		if _, ok := code[modus]; !ok {
			code[modus] = uint32(len(words))
			words = append(words, modus)
		}
		modusOf[i] = code[modus]
		differs = differs || modus != word
	}
	if !differs {
		return words, s.Category
	}
	codes = make([]uint32, len(s.Category))
	for report, category := range s.Category {
		codes[report] = modusOf[category]
	}
	return words, codes
}
