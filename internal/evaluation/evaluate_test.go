package evaluation_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/world"
)

// generate returns the planted rings of a generated world.
func generate(t testing.TB, o world.Options) []world.Ring {
	t.Helper()
	planted, err := world.Generate(o, func(graph.Record) error { return nil })
	require.NoError(t, err)
	return planted
}

// tokens returns one token for each letter.
func tokens(letters string) []graph.Token {
	all := make([]graph.Token, 0, len(letters))
	for _, c := range letters {
		all = append(all, graph.Token("tk1_"+strings.Repeat(string(c), 26)))
	}
	return all
}

func TestEvaluate(t *testing.T) {
	planted := []world.Ring{
		{Kind: world.Crew, Members: tokens("abcd")},
		{Kind: world.Crew, Members: tokens("efgh")},
		{Kind: world.Mules, Members: tokens("ijkl")},
		{Kind: world.SIMBox, Members: tokens("mnop")},
	}
	flagged := []evaluation.Flagged{
		{ID: "exact", Band: graph.VeryHigh, Members: tokens("abcd")},
		{ID: "under a half", Band: graph.High, Members: tokens("efxy")},  // 2 of 6
		{ID: "over a half", Band: graph.High, Members: tokens("efgw")},   // 3 of 5
		{ID: "just a half", Band: graph.Medium, Members: tokens("ij")},   // 2 of 4
		{ID: "duplicates", Band: graph.Medium, Members: tokens("mmmmn")}, // 2 of 4
		{ID: "no match", Band: graph.Medium, Members: tokens("uvw")},
	}
	e := evaluation.Evaluate(flagged, planted)
	require.Equal(t, []evaluation.BestMatch{{0, 1}, {2, 0.6}, {3, 0.5}, {4, 0.5}}, e.BestMatches)
	require.Equal(t, []evaluation.KindRecall{{world.Crew, 2, 2, 1}, {world.Mules, 1, 1, 1}, {world.SIMBox, 1, 1, 1}}, e.ByKind)
	require.Equal(t, []evaluation.BandPrecision{{graph.Medium, 3, 2, 2. / 3}, {graph.High, 2, 1, 0.5}, {graph.VeryHigh, 1, 1, 1}}, e.ByBand)
	require.Equal(t, 4, e.Correct)
	require.Equal(t, 4, e.Found)
	require.InDelta(t, 4./6, e.Precision, 1e-9)
	require.InDelta(t, 1, e.Recall, 1e-9)
	require.InDelta(t, 0.8, e.F1, 1e-9)
}

func TestEvaluate_MergedAndSplit(t *testing.T) {
	two := []world.Ring{{Kind: world.Crew, Members: tokens("abcd")}, {Kind: world.Crew, Members: tokens("efgh")}}
	merged := evaluation.Evaluate([]evaluation.Flagged{{Members: tokens("abcdefgh")}}, two)
	require.Equal(t, 1, merged.Correct, "a ring of two halves matches both")
	require.Equal(t, 2, merged.Found)

	split := evaluation.Evaluate([]evaluation.Flagged{{Members: tokens("abc")}, {Members: tokens("d")}}, two[:1])
	require.Equal(t, 1, split.Correct)
	require.Equal(t, 1, split.Found)
}

func TestEvaluate_Reliability(t *testing.T) {
	planted := []world.Ring{{Kind: world.Crew, Members: tokens("abcd")}, {Kind: world.Crew, Members: tokens("efgh")}}
	e := evaluation.Evaluate([]evaluation.Flagged{
		{Score: 1, Members: tokens("abcd")},
		{Score: 0.9, Members: tokens("efgh")},
		{Score: 0.3, Members: tokens("xyz")}, // the lower bound of its bin
		{Score: 0.38, Members: tokens("ab")},
		{Score: 0, Members: tokens("uvw")},
	}, planted)
	require.Len(t, e.Reliability, 3)
	for i, want := range []evaluation.ReliabilityBin{
		{From: 0, To: 0.1, Flagged: 1},
		{From: 0.3, To: 0.4, Flagged: 2, MeanScore: 0.34, Correct: 1, Precision: 0.5},
		{From: 0.9, To: 1, Flagged: 2, MeanScore: 0.95, Correct: 2, Precision: 1},
	} {
		got := e.Reliability[i]
		require.InDelta(t, want.MeanScore, got.MeanScore, 1e-9)
		got.MeanScore = want.MeanScore
		require.Equal(t, want, got)
	}
	require.NotNil(t, evaluation.Evaluate(nil, planted).Reliability, "JSON has an empty list")
}

func TestEvaluate_Nothing(t *testing.T) {
	planted := []world.Ring{{Kind: world.Crew, Members: tokens("abcd")}}
	for _, e := range []evaluation.Evaluation{
		evaluation.Evaluate(nil, nil),
		evaluation.Evaluate(nil, planted),
		evaluation.Evaluate([]evaluation.Flagged{{Members: tokens("xyz")}}, planted),
	} {
		require.Zero(t, e.F1)
		require.Zero(t, e.Precision)
		require.Zero(t, e.Recall)
	}
	require.Equal(t, -1, evaluation.Evaluate(nil, planted).BestMatches[0].Flagged)
}

// The truth itself is a perfect detection.
func TestEvaluate_TruthAgainstItself(t *testing.T) {
	planted := generate(t, world.Options{Reports: 5000, Seed: 1})
	var flagged []evaluation.Flagged
	for _, r := range planted {
		flagged = append(flagged, evaluation.Flagged{Band: graph.High, Members: r.Members})
	}
	e := evaluation.Evaluate(flagged, planted)
	require.InDelta(t, 1, e.F1, 0)
}

func TestReadTruth_ReadsWhatWriteTruthWrote(t *testing.T) {
	for _, rings := range [][]world.Ring{
		nil,
		{{Kind: world.Crew, Members: tokens("ab")}, {Kind: "of_another_kind", Members: tokens("c")}},
		generate(t, world.Options{Reports: 2000, Seed: 1}),
	} {
		var b bytes.Buffer
		require.NoError(t, world.WriteTruth(&b, rings))
		again, err := evaluation.ReadTruth(&b)
		require.NoError(t, err)
		require.Equal(t, rings, again)
	}
}

// secret is a raw number in a wrong file. No error may quote it.
const secret = "9876543210"

func TestReadTruth_Refuses(t *testing.T) {
	ok := `{"kind":"crew","members":["` + string(tokens("a")[0]) + `"]}`
	for _, c := range []struct {
		name, file    string
		line          int
		field, reason string
	}{
		{"empty", "", 1, "", "want a JSON array"},
		{"an object", ok, 1, "", "want a JSON array"},
		{"cut short", "[\n" + ok, 2, "", "not JSON"},
		{"two arrays", "[" + ok + "]\n[]", 1, "", "something follows"},
		{"no comma", "[\n" + ok + "\n" + ok + "]", 3, "", "not JSON"},
		{"a string for a ring", "[\n" + ok + ",\n\"" + secret + "\"]", 3, "[1]", "wrong JSON type: want an object"},
		{"unknown field", "[\n" + `{"kind":"crew","` + secret + `":1}]`, 2, "(a name not", "not a field"},
		{"twice", "[\n" + `{"kind":"crew","kind":"crew"}]`, 2, "kind", "twice"},
		{"no kind", "[" + ok + ",\n" + `{"members":[]}]`, 2, "[1].kind", "missing"},
		{"a bad kind", "[" + `{"kind":"+` + secret + `"}]`, 1, "[0].kind", "want 1 to 64"},
		{"no members", "[" + `{"kind":"crew"}]`, 1, "[0].members", "missing"},
		{"empty members", "[" + `{"kind":"crew","members":[]}]`, 1, "[0].members", "empty"},
		{"a raw number", "[\n\n" + ok + ",\n\n" + `{"kind":"crew","members":["` + string(tokens("a")[0]) + `",` + "\n" + `"` + secret + `"]}]`, 5, "[1].members[1]", "not a token"},
		{"a number for a member", "[" + `{"kind":"crew","members":[` + secret + `]}]`, 1, "members[0]", "wrong JSON type: want a string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := evaluation.ReadTruth(strings.NewReader(c.file))
			requireFormatError(t, err, c.line, c.field, c.reason)
		})
	}
	_, err := evaluation.ReadTruth(iotest.ErrReader(errors.New("pulled out")))
	require.EqualError(t, err, "pulled out")
}

func requireFormatError(t *testing.T, err error, line int, field, reason string) {
	t.Helper()
	var formatError *evaluation.FormatError
	require.ErrorAs(t, err, &formatError)
	require.Contains(t, formatError.Reason, reason, err.Error())
	require.Contains(t, formatError.Field, field, err.Error())
	require.Equal(t, line, formatError.Line, err.Error())
	require.NotContains(t, err.Error(), secret)
}

func TestReadFlagged(t *testing.T) {
	a, b := string(tokens("a")[0]), string(tokens("b")[0])
	ok := `{"id":"R1","score":0.9,"band":"very_high","members":[{"kind":"number","token":"` + a + `","strength":1},{"kind":"device","token":"` + b + `"}]}`
	rings, err := evaluation.ReadFlagged(strings.NewReader("\n" + ok + "\r\n\n" + ok))
	require.NoError(t, err)
	require.Len(t, rings, 2)
	require.Equal(t, evaluation.Flagged{ID: "R1", Band: graph.VeryHigh, Score: 0.9, Members: tokens("ab")}, rings[0])

	none, err := evaluation.ReadFlagged(strings.NewReader(""))
	require.NoError(t, err)
	require.Empty(t, none)

	for _, c := range []struct {
		name, line    string
		field, reason string
	}{
		{"not JSON", "{" + secret, "", "not JSON"},
		{"an array", "[]", "", "wrong JSON type"},
		{"two on a line", ok + ok, "", "not JSON"},
		{"no id", `{"band":"high","members":[]}`, "id", "missing"},
		{"no band", `{"id":"1","members":[]}`, "band", "missing"},
		{"a bad band", `{"id":"1","band":"` + secret + `","members":[]}`, "band", "want medium, high"},
		{"no members", `{"id":"1","band":"high"}`, "members", "missing"},
		{"empty members", `{"id":"1","band":"high","members":[]}`, "members", "empty"},
		{"no token", `{"id":"1","band":"high","members":[{}]}`, "members[0].token", "missing"},
		{"a raw number", `{"id":"1","band":"high","members":[{"token":"` + secret + `"}]}`, "members[0].token", "not a token"},
		{"no score", `{"id":"1","band":"high","members":[{"token":"` + a + `"}]}`, "score", "missing"},
		{"a score of words", `{"id":"1","score":"` + secret + `"}`, "score", "wrong JSON type: want a number"},
		{"a score over 1", `{"id":"1","score":90,"band":"high","members":[{"token":"` + a + `"}]}`, "score", "want 0 to 1"},
		{"tokens bare", `{"id":"1","band":"high","members":["` + a + `"]}`, "members[0]", "wrong JSON type"},
		{"twice", `{"id":"1","id":"1"}`, "id", "twice"},
		{"too long", `{"id":"` + strings.Repeat("x", evaluation.MaxRingBytes), "", "longer than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := evaluation.ReadFlagged(strings.NewReader(ok + "\n\n" + c.line + "\n" + ok))
			requireFormatError(t, err, 3, c.field, c.reason)
		})
	}
	_, err = evaluation.ReadFlagged(iotest.ErrReader(errors.New("pulled out")))
	require.EqualError(t, err, "pulled out")
}

func BenchmarkEvaluate(b *testing.B) {
	planted := generate(b, world.Options{Reports: 50_000, Seed: 1})
	var flagged []evaluation.Flagged
	for _, r := range planted {
		flagged = append(flagged, evaluation.Flagged{Band: graph.High, Members: r.Members[:len(r.Members)*3/4]})
	}
	b.ReportAllocs()
	for b.Loop() {
		if e := evaluation.Evaluate(flagged, planted); e.F1 != 1 {
			b.Fatalf("F1 %v", e.F1)
		}
	}
}
