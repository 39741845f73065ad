package rings

import "ringwatch/analysis"

// cliqueSize is how many identifiers a report may name that are each tied to each
// other. In a longer list, which tells less of any two of them, each is tied to the
// next cliqueSize/2 only: so a report's ties grow with its length, not its square.
const cliqueSize = 16

// Ties is the network of identifiers: two are tied as often as a report names both or a
// link joins them.
func Ties(e *Evidence) (*analysis.Network, error) {
	likely := len(e.Reports.Names) + e.Links.Count() // more only where reports name four or more
	from, to := make([]uint32, 0, likely), make([]uint32, 0, likely)
	for report := range e.Reports.Count() {
		names := e.Reports.NamedBy(report)
		reach := len(names)
		if reach > cliqueSize {
			reach = cliqueSize/2 + 1
		}
		for i, u := range names {
			for _, v := range names[i+1 : min(i+reach, len(names))] {
				if u != v {
					from, to = append(from, u), append(to, v)
				}
			}
		}
	}
	for i, u := range e.Links.From {
		if v := e.Links.To[i]; u != v {
			from, to = append(from, u), append(to, v)
		}
	}
	return analysis.NewNetwork(len(e.Kinds), from, to, nil)
}
