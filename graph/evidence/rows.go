package evidence

import "github.com/ringwatch/ringwatch/graph"

// Rows are evidence as it was read, in any order. Mentions and links refer to identifiers and
// reports by their keys.
type Rows struct {
	Identifiers []IdentifierRow
	Reports     []ReportRow
	Mentions    Mentions[int64]
	Links       Links[int64]
	Standing    Standing
}

// IdentifierRow is one identifier. No identifier or report has the same key. A key is 0 or greater;
// NewSnapshot takes about 5 bytes for every number up to the greatest key.
type IdentifierRow struct {
	Key int64
	graph.Identifier
}

// ReportRow is one report. Its key is unique among identifiers and reports, as in IdentifierRow.
type ReportRow struct {
	Key int64
	ID  string // agency-scoped
	Attributes
}

// Attributes are the fields of a report besides the identifiers it names. A field that the report
// lacks is empty.
type Attributes struct {
	Second                    Second
	Source                    SourceHash
	Category, Channel, Region string
	Loss                      graph.Amount
	Currency                  string // ISO 4217
}

// sameWords reports whether two reports have the same category, channel, region and currency.
func (a *Attributes) sameWords(b *Attributes) bool {
	return a.Category == b.Category && a.Region == b.Region && a.Channel == b.Channel && a.Currency == b.Currency
}

// maxKey returns the greatest key, and -1 if there are no rows.
func (r *Rows) maxKey() int64 {
	greatest := int64(-1)
	for i := range r.Identifiers {
		greatest = max(greatest, r.Identifiers[i].Key)
	}
	for i := range r.Reports {
		greatest = max(greatest, r.Reports[i].Key)
	}
	return greatest
}
