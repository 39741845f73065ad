package graph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestModusOf(t *testing.T) {
	for category, want := range map[string]string{
		"":                        "",
		"upi_fraud":               "upi_fraud",
		"payment_fraud":           "upi_fraud",
		"upi":                     "upi_fraud",
		"upi_fraud/other":         "upi_fraud",
		"kyc":                     "kyc_update",
		"police_impersonation":    "digital_arrest",
		"pig-butchering":          "investment",
		"task.scam":               "job_offer",
		"phishing/bank-a":         "phishing",
		"phishing/airdrop":        "phishing", // the first part decides
		"phishing/":               "phishing",
		"phishing/bank/b":         "phishing",
		"scamming/trust-trading":  "scamming/trust-trading",
		"other/phishing":          "other/phishing",
		"/phishing":               "/phishing",
		"c/21":                    "c/21",
		"online-fraud":            "online-fraud",
		"phishing_by_post":        "phishing_by_post",
		"marketplace_of_ideas":    "marketplace_of_ideas",
		"cheating_by_personation": "cheating_by_personation",
	} {
		require.Equal(t, want, ModusOf(category), category)
	}
}

// A modus is its own modus, and each word of the table is in one row.
func TestModusOf_Table(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range moduses {
		for _, word := range row {
			require.Equal(t, parts.Replace(word), word, "a word is found under its spelling")
			require.NotContains(t, word, "/")
			require.False(t, seen[word], "%s is in two rows", word)
			require.Equal(t, row[0], ModusOf(word))
			require.Equal(t, row[0], ModusOf(word+"/other"))
			seen[word] = true
		}
	}
}

// The table in the documentation is the one in the code.
func TestModusOf_Docs(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join("..", "docs", "rings.md"))
	require.NoError(t, err)
	for _, row := range moduses {
		others := "–"
		if len(row) > 1 {
			others = "`" + strings.Join(row[1:], "`, `") + "`"
		}
		require.Contains(t, string(docs), "\n| `"+row[0]+"` | "+others+" |\n")
	}
}

// Whatever the category: its modus is its own modus, and a category without a known word stays.
func FuzzModusOf(f *testing.F) {
	for _, category := range []string{"", "/", "upi", "upi/x", "phishing//", "c/21", "sim-swap"} {
		f.Add(category)
	}
	f.Fuzz(func(t *testing.T, category string) {
		modus := ModusOf(category)
		require.Equal(t, modus, ModusOf(modus))
		if _, known := modusByWord[modus]; !known {
			require.Equal(t, category, modus)
		}
	})
}
