package record_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/record"
)

var (
	tokenA = "tk1_" + strings.Repeat("a", 26)
	tokenB = "tk1_" + strings.Repeat("b", 26)
	number = `{"kind":"number","token":"` + tokenA + `"}`
	device = `{"kind":"device","token":"` + tokenB + `"}`
)

var accepted = []string{
	`{"type":"report","id":"CHK-1042","occurred_at":"2026-05-01T10:00:00Z","category":"upi_fraud","channel":"call","region":"KA","loss":"125000.00","currency":"INR","identifiers":[` + number + `]}`,
	`{"type":"report","id":"1","identifiers":[` + number + `,` + device + `]}`,
	`{"type":"link","id":"L-77","relation":"used_in","from":` + number + `,"to":` + device + `,"observed_at":"2026-05-01T10:00:00.5Z"}`,
	`{"type":"withdrawal","id":"W-3","withdraws":"CHK-1042","reason":"filed_in_error"}`,
	`{"type":"release","id":"RL-9","identifier":` + number + `,"released_at":"2026-06-01T00:00:00Z"}`,
}

func TestParse_Accepts(t *testing.T) {
	t.Parallel()
	for _, line := range accepted {
		r, err := record.Parse([]byte(line))
		require.NoError(t, err, line)
		written, err := record.Marshal(r)
		require.NoError(t, err)
		require.JSONEq(t, line, string(written))
		again, err := record.Parse(written)
		require.NoError(t, err)
		require.Equal(t, r, again)
	}
}

func TestParse_RepeatedIdentifierCountsOnce(t *testing.T) {
	t.Parallel()
	r, err := record.Parse([]byte(`{"type":"report","id":"1","identifiers":[` + number + `,` + number + `]}`))
	require.NoError(t, err)
	require.Len(t, r.(*graph.Report).Identifiers, 1)
}

// secret stands for a raw identifier: no refusal may repeat any part of it.
const secret = "9876543210"

func TestParse_Refuses(t *testing.T) {
	t.Parallel()
	report := func(fields string) string { return `{"type":"report","id":"1",` + fields + `}` }
	ids := `"identifiers":[` + number + `]`
	for _, c := range []struct{ name, line, field, reason string }{
		{"broken JSON", `{"type":"report"`, "", "not one JSON object"},
		{"two objects", accepted[0] + accepted[0], "", "not one JSON object"},
		{"an array", `[]`, "", "wrong JSON type: want an object"},
		{"invalid UTF-8", "{\"type\":\"report\",\"id\":\"\xff" + secret + "\"}", "", "UTF-8"},
		{"one token of two kinds", `{"type":"report","id":"A","identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"},{"kind":"device","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]}`, "identifiers[1].kind", "one kind"},
		{"a link to the same token", `{"type":"link","id":"A","relation":"accessed_from","from":{"kind":"account","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"},"to":{"kind":"device","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}}`, "to", "same identifier"},
		{"duplicate key", `{"type":"report","type":"link"}`, "type", "twice"},
		{"unknown field", report(ids + `,"victim":"` + secret + `"`), "victim", "not a field of a record"},
		{"unknown field that is a number", report(ids + `,"` + secret + `":1`), "(a name not repeated here)", "not a field"},
		{"a field of another type", report(ids + `,"withdraws":"` + secret + `"`), "withdraws", "not a field of a report"},
		{"no type", `{"id":"1"}`, "type", "missing"},
		{"unknown type", `{"type":"` + secret + `"}`, "type", "want report, link"},
		{"type is a number", `{"type":` + secret + `}`, "type", "want a string"},
		{"no id", `{"type":"report",` + ids + `}`, "id", "missing"},
		{"bad id", `{"type":"report","id":"+` + secret + `",` + ids + `}`, "id", "want 1 to 128"},
		{"no identifiers", `{"type":"report","id":"1"}`, "identifiers", "missing"},
		{"empty identifiers", report(`"identifiers":[]`), "identifiers", "empty"},
		{"identifiers is a string", report(`"identifiers":"` + secret + `"`), "identifiers", "want an array"},
		{"wrong kind", report(`"identifiers":[{"kind":"` + secret + `","token":"` + tokenA + `"}]`), "identifiers[0].kind", "want number, device or account"},
		{"raw number as token", report(`"identifiers":[` + number + `,{"kind":"number","token":"+91` + secret + `"}]`), "identifiers[1].token", "not a token"},
		{"raw value", report(`"identifiers":[{"kind":"number","value":"+91` + secret + `"}]`), "identifiers[0].value", "raw identifiers never enter"},
		{"null token", report(`"identifiers":[{"kind":"number","token":null}]`), "identifiers[0].token", "missing"},
		{"category", report(ids + `,"category":"Call ` + secret + `"`), "category", "want 1 to 64"},
		{"region", report(ids + `,"region":"ka"`), "region", "want 1 to 10"},
		{"loss as a number", report(ids + `,"loss":125000,"currency":"INR"`), "loss", "want a string"},
		{"negative loss", report(ids + `,"loss":"-1","currency":"INR"`), "loss", "not negative"},
		{"loss without currency", report(ids + `,"loss":"1"`), "currency", "missing"},
		{"currency without loss", report(ids + `,"currency":"INR"`), "loss", "missing"},
		{"null", "null", "", "not one JSON object"},
		{"null in spaces", " null ", "", "not one JSON object"},
		{"a byte order mark inside", "\ufeff" + accepted[0], "", "not one JSON object"},
		{"currency", report(ids + `,"loss":"1","currency":"rupee"`), "currency", "ISO 4217"},
		{"no such currency", report(ids + `,"loss":"1","currency":"ZZZ"`), "currency", "ISO 4217"},
		{"the code for tests", report(ids + `,"loss":"1","currency":"XTS"`), "currency", "ISO 4217"},
		{"the code for none", report(ids + `,"loss":"1","currency":"XXX"`), "currency", "ISO 4217"},
		{"a comma in a time", report(ids + `,"occurred_at":"2026-05-01T10:00:00,5Z"`), "occurred_at", "RFC 3339"},
		{"an hour of one digit", report(ids + `,"occurred_at":"2026-05-01T1:00:00Z"`), "occurred_at", "RFC 3339"},
		{"an offset of 25 hours", report(ids + `,"occurred_at":"2026-05-01T10:00:00+25:00"`), "occurred_at", "RFC 3339"},
		{"no time", report(ids + `,"occurred_at":"yesterday"`), "occurred_at", "RFC 3339"},
		{"year 0", report(ids + `,"occurred_at":"0000-01-01T00:00:00Z"`), "occurred_at", "year"},
		{"year 9999", report(ids + `,"occurred_at":"9999-12-31T23:59:59Z"`), "occurred_at", "year"},
		{"unknown relation", `{"type":"link","id":"1","relation":"knows","from":` + number + `,"to":` + device + `}`, "relation", "want used_in"},
		{"ends the wrong way round", `{"type":"link","id":"1","relation":"used_in","from":` + device + `,"to":` + number + `}`, "from.kind", "from a number to a device"},
		{"a link without to", `{"type":"link","id":"1","relation":"used_in","from":` + number + `}`, "to", "missing"},
		{"a transfer to itself", `{"type":"link","id":"1","relation":"transferred_to","from":{"kind":"account","token":"` + tokenA + `"},"to":{"kind":"account","token":"` + tokenA + `"}}`, "to", "same identifier"},
		{"a release without a day", `{"type":"release","id":"1","identifier":` + number + `}`, "released_at", "missing"},
		{"100,000 identifiers", report(`"identifiers":[` + strings.TrimSuffix(strings.Repeat(`{},`, 100_000), ",") + `]`), "identifiers", "holds 100000"},
		{"10 MB", report(ids + `,"category":"` + strings.Repeat("a", 10<<20) + `"`), "", "longer than"},
		{"deep nesting", strings.Repeat("[", 100_000), "", "want an object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := record.Parse([]byte(c.line))
			var refusal *record.Refusal
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, c.field, refusal.Field)
			require.Contains(t, refusal.Reason, c.reason)
			require.NotContains(t, refusal.Error(), secret)
			require.Less(t, len(refusal.Error()), 300)
		})
	}
}

func TestParseRaw(t *testing.T) {
	t.Parallel()
	tokenise := func(kind graph.Kind, value string) (graph.Token, error) {
		if value != secret {
			return "", errors.New("not a valid number")
		}
		return graph.Token(tokenA), nil
	}
	raw := `{"type":"report","id":"1","identifiers":[{"kind":"number","value":"%s"}]}`
	r, err := record.ParseRaw(fmt.Appendf(nil, raw, secret), tokenise)
	require.NoError(t, err)
	require.Equal(t, graph.Token(tokenA), r.(*graph.Report).Identifiers[0].Token)

	_, err = record.ParseRaw(fmt.Appendf(nil, raw, "1"+secret), tokenise)
	require.EqualError(t, err, "identifiers[0].value: not a valid number")
	_, err = record.ParseRaw([]byte(accepted[0]), tokenise)
	require.ErrorContains(t, err, "a raw record has a value in its place")
}

func TestParse_RefusalHasTheID(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`{"type":"report","id":"CHK-1","identifiers":[]}`: "CHK-1",
		`{"type":"report","id":"CHK-1","victim":1}`:       "CHK-1",
		`{"type":"report","id":"+919876543210"}`:          "",
		`{"type":"report"}`:                               "",
		`[]`:                                              "",
	} {
		_, err := record.Parse([]byte(line))
		var refusal *record.Refusal
		require.True(t, errors.As(err, &refusal), line)
		require.Equal(t, want, refusal.ID, line)
	}
}

func TestParse_Equivalence(t *testing.T) {
	t.Parallel()
	const first, second = "tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa", "tk2_bbbbbbbbbbbbbbbbbbbbbbbbbb"
	line := `{"type":"equivalence","id":"E","identifier":{"kind":"number","token":"` + first + `"},"same_as":"` + second + `"}`
	r, err := record.Parse([]byte(line))
	require.NoError(t, err)
	again, err := record.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, line, string(again))
	for reason, line := range map[string]string{
		"later epoch": `{"type":"equivalence","id":"E","identifier":{"kind":"number","token":"` + second + `"},"same_as":"` + first + `"}`,
		"is missing":  `{"type":"equivalence","id":"E","identifier":{"kind":"number","token":"` + first + `"}}`,
		"not a token": `{"type":"equivalence","id":"E","identifier":{"kind":"number","token":"` + first + `"},"same_as":"9876543210"}`,
		"not a field": `{"type":"report","id":"E","same_as":"` + second + `"}`,
	} {
		_, err := record.Parse([]byte(line))
		require.ErrorContains(t, err, reason)
		require.NotContains(t, err.Error(), "9876543210")
	}
}

func TestParse_Currencies(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"INR", "USD", "JPY", "KWD", "CLF", "XAU", "DEM", "ZWL"} {
		line := strings.Replace(accepted[0], `"INR"`, `"`+code+`"`, 1)
		_, err := record.Parse([]byte(line))
		require.NoError(t, err, code)
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range accepted {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := record.Parse(data)
		if err != nil {
			var refusal *record.Refusal
			require.ErrorAs(t, err, &refusal)
			return
		}
		written, err := record.Marshal(r)
		require.NoError(t, err)
		again, err := record.Parse(written)
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}

func BenchmarkParse(b *testing.B) {
	line := []byte(accepted[0])
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := record.Parse(line); err != nil {
			b.Fatal(err)
		}
	}
}
