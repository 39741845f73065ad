package evidence

import (
	"cmp"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Claim is one agency's word that a later token stands for the identifier of an earlier one.
type Claim struct {
	Agency         string
	Operator       bool        // the agency operates the platform
	Earlier, Later graph.Token // Later has the later epoch
}

// Names say which token evidence is about, where claims say that two tokens stand for one
// identifier.
//
// A claim renames its own agency's evidence alone. It renames all evidence if an operator or a
// second, known agency claims the same. Of several claims about one later token that do, an
// operator's counts, then the one of more agencies, then the one with the lowest token; of several
// of one agency the one with the lowest token. The order in which they are filed does not matter.
type Names struct {
	claims []Claim // by later token, agency and earlier token
	all    map[graph.Token]graph.Token
}

// NewNames returns the names that follow from all claims, in any order. A claim whose tokens are
// not of two epochs in order is ignored.
func NewNames(claims []Claim) *Names {
	n := &Names{all: map[graph.Token]graph.Token{}, claims: make([]Claim, 0, len(claims))}
	for _, c := range claims {
		if c.Earlier.Epoch() < c.Later.Epoch() {
			n.claims = append(n.claims, c)
		}
	}
	slices.SortFunc(n.claims, func(x, y Claim) int {
		return cmp.Or(cmp.Compare(x.Later, y.Later), cmp.Compare(x.Agency, y.Agency), cmp.Compare(x.Earlier, y.Earlier))
	})
	for rest := n.claims; len(rest) > 0; {
		later := rest[0].Later
		end := 1
		for end < len(rest) && rest[end].Later == later {
			end++
		}
		if earlier := confirmedOf(rest[:end]); earlier != "" {
			n.all[later] = earlier
		}
		rest = rest[end:]
	}
	return n
}

// confirmedOf returns the earlier token that claims about one later token confirm, and an empty one
// if they confirm none. The claims are sorted by agency.
func confirmedOf(claims []Claim) (confirmed graph.Token) {
	type support struct {
		operator bool
		agencies int
		last     string // the last known agency that was counted
	}
	if len(claims) == 1 { // mostly so
		if claims[0].Operator {
			return claims[0].Earlier
		}
		return ""
	}
	byToken := map[graph.Token]support{}
	for _, c := range claims {
		s := byToken[c.Earlier]
		s.operator = s.operator || c.Operator
		if known(c.Agency) && c.Agency != s.last {
			s.agencies, s.last = s.agencies+1, c.Agency
		}
		byToken[c.Earlier] = s
	}
	var best support
	for earlier, s := range byToken {
		switch {
		case !s.operator && s.agencies < 2:
		case confirmed == "", s.operator && !best.operator,
			s.operator == best.operator && (s.agencies > best.agencies || s.agencies == best.agencies && earlier < confirmed):
			confirmed, best = earlier, s
		}
	}
	return confirmed
}

// ForAll returns the canonical token of the identifier that a token stands for, by the claims that
// rename all evidence: the token itself where there is none.
func (n *Names) ForAll(token graph.Token) graph.Token {
	for {
		earlier, ok := n.all[token]
		if !ok {
			return token
		}
		token = earlier // of an earlier epoch, so that this ends
	}
}

// For returns the canonical token of the identifier that evidence of an agency is about.
func (n *Names) For(agency string, token graph.Token) graph.Token {
	if len(n.claims) == 0 {
		return token
	}
	for {
		earlier, ok := n.all[token]
		if !ok {
			earlier, ok = n.claimed(agency, token)
		}
		if !ok {
			return token
		}
		token = earlier
	}
}

// claimed returns what an agency claims of a later token.
func (n *Names) claimed(agency string, later graph.Token) (earlier graph.Token, ok bool) {
	if later.Epoch() <= 1 {
		return "", false
	}
	at, _ := slices.BinarySearchFunc(n.claims, later, func(c Claim, later graph.Token) int {
		return cmp.Or(cmp.Compare(c.Later, later), cmp.Compare(c.Agency, agency), 1) // before the first
	})
	if at == len(n.claims) || n.claims[at].Later != later || n.claims[at].Agency != agency {
		return "", false
	}
	return n.claims[at].Earlier, true
}

// Claimants returns the agencies that claim an earlier token for a later one, sorted.
func (n *Names) Claimants(later graph.Token) (agencies []string) {
	at, _ := slices.BinarySearchFunc(n.claims, later, func(c Claim, later graph.Token) int {
		return cmp.Or(cmp.Compare(c.Later, later), 1) // before the first
	})
	for ; at < len(n.claims) && n.claims[at].Later == later; at++ {
		agencies = append(agencies, n.claims[at].Agency)
	}
	return slices.Compact(agencies)
}

// Empty reports whether there are no claims.
func (n *Names) Empty() bool { return len(n.claims) == 0 }

// namesOf returns the names that follow from the equivalences among records. Withdrawn holds
// agency-scoped ids.
func namesOf(records []graph.Record, withdrawn map[string]bool) *Names {
	first := firsts{}
	var claims []Claim
	for _, r := range records {
		e, ok := r.(*graph.Equivalence)
		if !ok {
			continue
		}
		if id := graph.ScopedID(e.Agency, e.ID); !withdrawn[id] && first.see(e, id) {
			claims = append(claims, Claim{Agency: e.Agency, Earlier: e.Identifier.Token, Later: e.SameAs})
		}
	}
	return NewNames(claims)
}
