package rings

import "fmt"

// validate returns an error for columns of different lengths and for indices that are out of range.
func (e *Evidence) validate() error {
	reports, links := e.Reports.Count(), e.Links.Count()
	for name, n := range map[string]int{
		"Day": len(e.Reports.Day), "Category": len(e.Reports.Category), "Channel": len(e.Reports.Channel), "Region": len(e.Reports.Region),
	} {
		if n != reports {
			return fmt.Errorf("evidence: %d reports, and a column %s of %d", reports, name, n)
		}
	}
	for name, n := range map[string]int{"Agency": len(e.Reports.Agency), "Source": len(e.Reports.Source), "Loss": len(e.Reports.Loss)} {
		if n != reports && n != 0 {
			return fmt.Errorf("evidence: %d reports, and a column %s of %d", reports, name, n)
		}
	}
	if n := len(e.Links.Agency); n != links && n != 0 {
		return fmt.Errorf("evidence: %d links, and a column Agency of %d", links, n)
	}
	for name, n := range map[string]int{"Known": len(e.Known), "Verified": len(e.Verified)} {
		if n != len(e.Kinds) && n != 0 {
			return fmt.Errorf("evidence: %d identifiers, and a column %s of %d", len(e.Kinds), name, n)
		}
	}
	for name, n := range map[string]int{"To": len(e.Links.To), "Relation": len(e.Links.Relation), "Day": len(e.Links.Day)} {
		if n != links {
			return fmt.Errorf("evidence: %d links, and a column %s of %d", links, name, n)
		}
	}
	for i := range reports {
		if e.Reports.Offsets[i] > e.Reports.Offsets[i+1] || int(e.Reports.Offsets[i+1]) > len(e.Reports.Identifiers) {
			return fmt.Errorf("evidence: report %d has offsets outside the column Identifiers", i)
		}
	}
	for _, column := range [][]uint32{e.Reports.Identifiers, e.Links.From, e.Links.To} {
		for _, u := range column {
			if int(u) >= len(e.Kinds) {
				return fmt.Errorf("evidence: identifier %d of %d", u, len(e.Kinds))
			}
		}
	}
	for _, column := range [][]uint32{e.Reports.Category, e.Reports.Channel, e.Reports.Region} {
		for _, code := range column {
			if int(code) >= max(len(e.Words), 1) {
				return fmt.Errorf("evidence: word %d of %d", code, len(e.Words))
			}
		}
	}
	for i := range links {
		if e.Links.Relation[i] >= relationCount {
			return fmt.Errorf("evidence: link %d has an unknown relation", i)
		}
	}
	for i, kind := range e.Kinds {
		if kind >= kindCount {
			return fmt.Errorf("evidence: identifier %d has an unknown kind", i)
		}
	}
	return nil
}
