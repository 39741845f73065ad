package translate

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
)

// modusReports are one report of each category, which are named after them.
func modusReports(categories ...string) (records []graph.Record) {
	for _, category := range categories {
		records = append(records, &graph.Report{ID: "R" + category, Category: category, Identifiers: []graph.Identifier{number}})
	}
	return records
}

func TestEvidence_CategoriesBecomeOneModus(t *testing.T) {
	s, e := evidenceOf(t, modusReports("", "payment_fraud", "phishing/bank-a", "phishing/bank-b", "c/21", "kyc", "kyc_update")...)
	want := map[string]string{
		"": "", "payment_fraud": "upi_fraud", "phishing/bank-a": "phishing", "phishing/bank-b": "phishing", "c/21": "c/21",
		"kyc": "kyc_update", "kyc_update": "kyc_update",
	}
	for report := range s.ReportIDs {
		category := s.Dictionary[s.Category[report]]
		require.Equal(t, want[category], e.Words[e.Reports.Category[report]])
	}
	require.Equal(t, s.Dictionary, e.Words[:len(s.Dictionary)], "words keep their codes")
	added := e.Words[len(s.Dictionary):]
	require.ElementsMatch(t, []string{"upi_fraud", "phishing"}, added)
}

func TestEvidence_WithoutSynonymsSharesTheColumn(t *testing.T) {
	s, e := evidenceOf(t, modusReports("", "upi_fraud", "c/21")...)
	require.Same(t, &s.Category[0], &e.Reports.Category[0])
	require.Equal(t, s.Dictionary, e.Words)
}

// A region or channel that is spelt like a category is none.
func TestEvidence_OnlyCategoriesHaveAModus(t *testing.T) {
	s, e := evidenceOf(t, &graph.Report{ID: "R", Category: "c/21", Channel: "upi", Identifiers: []graph.Identifier{number}})
	require.Equal(t, s.Dictionary, e.Words)
	require.Equal(t, "upi", e.Words[e.Reports.Channel[0]])
}

// The explanation shows the modus. The summary shows what agencies filed.
func TestDescribe_ModusAndCategories(t *testing.T) {
	records := modusReports("payment_fraud", "upi", "upi_fraud")
	records = append(records, &graph.Link{ID: "L", Relation: graph.UsedIn, From: number, To: device})
	s, e := evidenceOf(t, records...)
	result, err := rings.Detect(t.Context(), e, rings.Params{MinMembers: 1, MinScore: 1e-300})
	require.NoError(t, err)
	require.Len(t, result.Rings, 1)
	described, err := NewDescriber().Describe(t.Context(), &Found{Snapshot: s, Result: result, Agencies: []string{""}, AsOf: time.Now()})
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"payment_fraud", "upi", "upi_fraud"}, described[0].Categories)
	require.True(t, slices.ContainsFunc(described[0].Explanation, func(r graph.Reason) bool {
		return r.Kind == graph.ReasonKind(rings.ReasonCategory) &&
			r.Text == "all 3 reports with a known category tell of upi_fraud; among all such reports all do"
	}), "%v", described[0].Explanation)
}

// The same records give the same codes in whatever order they come.
func TestEvidence_ModusWhateverTheOrder(t *testing.T) {
	records := modusReports("payment_fraud", "phishing/bank-a", "c/21")
	_, want := evidenceOf(t, records...)
	slices.Reverse(records)
	_, got := evidenceOf(t, records...)
	require.Equal(t, want.Words, got.Words)
	require.Equal(t, want.Reports.Category, got.Reports.Category)
}
