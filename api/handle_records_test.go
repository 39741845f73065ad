package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// secret is a raw number. No response or log line may contain it.
const secret = "919876543210"

var (
	token  = "tk1_" + strings.Repeat("a", 26)
	number = `{"kind":"number","token":"` + token + `"}`
)

func report(id string) string {
	return `{"type":"report","id":"` + id + `","identifiers":[` + number + `]}`
}

func known(id, business string) string {
	return `{"type":"known","id":"` + id + `","identifier":` + number + `,"business":"` + business + `","valid_until":"2099-01-01T00:00:00Z"}`
}

func withdrawals(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"type":"withdrawal","id":"W%d","withdraws":"x"}`+"\n", i)
	}
	return b.String()
}

func TestFileRecords(t *testing.T) {
	t.Parallel()
	bad := `{"type":"report","id":"R2","identifiers":[{"kind":"number","token":"+` + secret + `"}]}`
	want := `{"created":2,"unchanged":1,"withdrawn":0,"refused":2,"results":[
		{"line":1,"id":"R1","status":"created"},
		{"line":2,"id":"R2","status":"refused","field":"identifiers[0].token","reason":"is not a token: want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it"},
		{"line":3,"id":"R3","status":"created"},
		{"line":4,"status":"refused","reason":"is not one JSON object in UTF-8"},
		{"line":5,"id":"R1","status":"unchanged"}]}`
	records := []string{report("R1"), bad, report("R3"), `{"type":}`, report("R1")}
	for media, body := range map[string]string{
		"application/x-ndjson":                strings.Join(records, "\n"),
		"application/json; charset=utf-8":     "[" + strings.Join(records, ",") + "]",
		"Application/X-NDJSON; charset=UTF-8": strings.Join(records, "\r\n") + "\r\n",
	} {
		t.Run(media, func(t *testing.T) {
			b := setup(t)
			w := b.as(graph.Telco, http.MethodPost, "/v1/records", strings.NewReader(body), "Content-Type", media)
			require.Equal(t, http.StatusOK, w.Code)
			require.JSONEq(t, want, w.Body.String())
			stored, err := b.store.Evidence.Snapshot(t.Context())
			require.NoError(t, err)
			require.Contains(t, stored.ReportIDs, "telco/R1")
			metrics := b.get("/metrics").Body.String()
			require.Contains(t, metrics, `ringwatch_records_total{outcome="created"} 2`)
			require.Contains(t, metrics, `ringwatch_records_total{outcome="refused"} 2`)
		})
	}

	t.Run("an empty body", func(t *testing.T) {
		b := setup(t)
		require.JSONEq(t, `{"created":0,"unchanged":0,"withdrawn":0,"refused":0,"results":[]}`, b.file("").Body.String())
	})

	t.Run("several batches in order", func(t *testing.T) {
		b := setup(t)
		filing := decode[gen.Filing](t, b.file(withdrawals(20_000)), http.StatusOK)
		require.Equal(t, 20_000, filing.Created)
		for i, r := range filing.Results {
			require.Equal(t, i+1, r.Line)
			require.Equal(t, fmt.Sprint("W", i), *r.Id)
		}
	})
}

func TestFileRecords_BadRecords(t *testing.T) {
	t.Parallel()
	ids := `"identifiers":[` + number + `]`
	with := func(fields string) string { return `{"type":"report","id":"R1",` + fields + `}` }
	for name, c := range map[string]struct{ record, field string }{
		"broken JSON":         {`{"type":"report","id":"` + secret, ""},
		"wrong kind":          {with(`"identifiers":[{"kind":"` + secret + `","token":"` + token + `"}]`), "identifiers[0].kind"},
		"a raw number":        {with(`"identifiers":[{"kind":"number","token":"+` + secret + `"}]`), "identifiers[0].token"},
		"a raw value":         {with(`"identifiers":[{"kind":"number","value":"+` + secret + `"}]`), "identifiers[0].value"},
		"a number as a name":  {with(ids + `,"` + secret + `":1`), "(a name not repeated here)"},
		"a number as an id":   {`{"type":"report","id":"+` + secret + `",` + ids + `}`, "id"},
		"a bare number":       {secret, ""},
		"a string":            {`"` + secret + `"`, ""},
		"10 MB":               {with(ids + `,"category":"` + secret + strings.Repeat("a", 10<<20) + `"`), ""},
		"100,000 identifiers": {with(`"identifiers":[` + strings.TrimSuffix(strings.Repeat(`{},`, 100_000), ",") + `]`), "identifiers"},
		"invalid UTF-8":       {with(ids + `,"category":"` + secret + "\xff" + `"`), ""},
		"a duplicate key":     {with(ids + `,"category":"` + secret + `","category":"x"`), "category"},
		"a raw source":        {with(ids + `,"source":"` + secret + `"`), "source"},
		"an agency":           {with(ids + `,"agency":"` + secret + `"`), "agency"},
		"a raw business":      {known("K", secret), "business"},
		"year 0":              {with(ids + `,"occurred_at":"0000-01-01T00:00:00Z"`), "occurred_at"},
		"year 9999":           {with(ids + `,"occurred_at":"9999-12-31T23:59:59Z"`), "occurred_at"},
		"deep nesting":        {`{"type":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, media := range []string{"application/x-ndjson", "application/json"} {
				b := setup(t)
				body := report("A") + "\n" + c.record + "\n" + report("B")
				if media == "application/json" {
					if name == "broken JSON" {
						continue // its quote never ends: in an array that is the whole request's error
					}
					body = "[" + report("A") + "," + c.record + "," + report("B") + "]"
				}
				w := b.as(graph.Bank, http.MethodPost, "/v1/records", strings.NewReader(body), "Content-Type", media)
				filing := decode[gen.Filing](t, w, http.StatusOK)
				require.Equal(t, 2, filing.Created, "the others are stored")
				require.Equal(t, gen.Refused, filing.Results[1].Status)
				require.Equal(t, 2, filing.Results[1].Line)
				if c.field != "" {
					require.Equal(t, c.field, *filing.Results[1].Field)
				}
				require.NotContains(t, w.Body.String()+b.log.String(), secret)
				require.Less(t, w.Body.Len(), 1000)
			}
		})
	}
}

// Only an operator may file known businesses.
func TestFileRecords_Known(t *testing.T) {
	t.Parallel()
	for _, kind := range graph.AgencyKinds {
		b := setup(t)
		w := b.as(kind, http.MethodPost, "/v1/records", strings.NewReader(known("K", "shop")), "Content-Type", "application/x-ndjson")
		filing := decode[gen.Filing](t, w, http.StatusOK)
		if kind == graph.Operator {
			require.Equal(t, 1, filing.Created)
			continue
		}
		require.Equal(t, 1, filing.Refused, kind)
		require.Equal(t, "type", *filing.Results[0].Field)
		require.Equal(t, "K", *filing.Results[0].Id)
		require.Contains(t, *filing.Results[0].Reason, "ask the operator")
		s, err := b.store.Evidence.Snapshot(t.Context())
		require.NoError(t, err)
		require.Empty(t, s.Standing.Known)
	}
}

func TestFileRecords_BadRequests(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, err := io.CopyN(z, zeros{}, 80<<20)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	big := strings.Repeat(strings.Repeat(" ", 1023)+"\n", 64<<10)
	for name, c := range map[string]struct {
		body    io.Reader
		headers []string
		status  int
		detail  string
	}{
		"no content type":      {strings.NewReader(report("A")), nil, 415, "application/x-ndjson"},
		"another content type": {strings.NewReader(report("A")), []string{"Content-Type", "text/" + secret}, 415, "application/x-ndjson"},
		"another charset":      {strings.NewReader(report("A")), []string{"Content-Type", "application/json; charset=utf-16"}, 415, "UTF-8"},
		"a gzip bomb":          {&bomb, []string{"Content-Type", "application/x-ndjson", "Content-Encoding", "gzip"}, 415, "Content-Encoding"},
		"65 MiB, announced":    {strings.NewReader(big + " "), []string{"Content-Type", "application/x-ndjson"}, 413, "at most 64 MiB"},
		"65 MiB, in chunks":    {io.MultiReader(strings.NewReader(big), strings.NewReader(" ")), []string{"Content-Type", "application/x-ndjson"}, 413, "at most 64 MiB"},
		"100,001 records":      {strings.NewReader(strings.Repeat("{}\n", 100_001)), []string{"Content-Type", "application/x-ndjson"}, 413, "100000 records"},
		"not an array":         {strings.NewReader(secret), []string{"Content-Type", "application/json"}, 400, "JSON array"},
		"an array cut short":   {strings.NewReader("[" + report("A") + `,{"` + secret), []string{"Content-Type", "application/json"}, 400, "safe"},
		"a body cut short":     {io.MultiReader(strings.NewReader(report("A")), failing{}), []string{"Content-Type", "application/x-ndjson"}, 400, "safe"},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			w := b.as(graph.Bank, http.MethodPost, "/v1/records", c.body, c.headers...)
			require.Contains(t, *problem(t, w, c.status).Detail, c.detail)
			require.NotContains(t, w.Body.String()+b.log.String(), secret)
		})
	}

	t.Run("64 MiB and 100,000 records are not too much", func(t *testing.T) {
		b := setup(t)
		require.Equal(t, http.StatusOK, b.file(big).Code)
		require.Equal(t, 100_000, decode[gen.Filing](t, b.file(strings.Repeat("{}\n", 100_000)), http.StatusOK).Refused)
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestFileRecords_Unavailable(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.refresh(t)
	b.err = fmt.Errorf("saving %s: %w", secret, graph.ErrUnavailable)
	w := b.file(report("A"))
	require.Contains(t, *problem(t, w, http.StatusServiceUnavailable).Detail, "Repeat the request")
	require.NotContains(t, w.Body.String(), secret)
}
