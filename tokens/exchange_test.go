package tokens

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
	"github.com/stretchr/testify/require"
)

func numbers(count int) []Identifier {
	ids := make([]Identifier, count)
	for i := range ids {
		ids[i] = Identifier{KindNumber, fmt.Sprintf("+91%010d", 9000000000+i)}
	}
	return ids
}

// evaluated blinds identifiers and has the key evaluate them.
func evaluated(tb testing.TB, key *Key, ids []Identifier) (*Batch, []byte) {
	tb.Helper()
	public, err := key.Public()
	require.NoError(tb, err)
	batch, err := public.Blind(ids)
	require.NoError(tb, err)
	elements, err := ParseBlindedElements(batch.Request())
	require.NoError(tb, err)
	response, err := key.Evaluate(elements)
	require.NoError(tb, err)
	return batch, response
}

// TestExchange_RFC9497 checks the batched vector of RFC 9497, appendix A.1.2.3, through our
// encodings.
func TestExchange_RFC9497(t *testing.T) {
	t.Parallel()
	key := vectorKey(t, 1)
	bytesOf := func(text string) []byte {
		content, err := hex.DecodeString(text)
		require.NoError(t, err)
		return content
	}
	blind := func(text string) group.Scalar {
		s := suite.Group().NewScalar()
		require.NoError(t, s.UnmarshalBinary(bytesOf(text)))
		return s
	}
	data, request, err := oprf.NewVerifiableClient(suite, key.private.Public()).DeterministicBlind(
		[][]byte{{0}, []byte(strings.Repeat("Z", 17))},
		[]oprf.Blind{
			blind("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"),
			blind("222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e"),
		})
	require.NoError(t, err)
	sent, err := appendElements(nil, request.Elements)
	require.NoError(t, err)
	require.Equal(t, "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"+
		"90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654", hex.EncodeToString(sent))
	elements, err := ParseBlindedElements(sent)
	require.NoError(t, err)
	response, err := key.Evaluate(elements)
	require.NoError(t, err)
	require.Equal(t, "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e", hex.EncodeToString(response[:32]))
	public, err := key.Public()
	require.NoError(t, err)
	got, err := (&Batch{public, data, sent}).Finalise(response)
	require.NoError(t, err)
	for i, output := range []string{"b58cfbe118e0cb94d79b5fd6a6dafb98", "8a9a2f3c7f085b65933594309041fc18"} {
		require.Equal(t, formatToken(1, bytesOf(output)), got[i])
	}
}

func TestExchange_SameAsKeyHolder(t *testing.T) {
	t.Parallel()
	key, err := GenerateKey(3)
	require.NoError(t, err)
	ids := append(numbers(40), Identifier{KindDevice, "49015420323751"}, Identifier{KindAccount, "upi:name@bank"})
	batch, response := evaluated(t, key, ids)
	got, err := batch.Finalise(response)
	require.NoError(t, err)
	for i, id := range ids {
		want, err := key.Token(id.Kind, id.Normalised)
		require.NoError(t, err)
		require.Equal(t, want, got[i])
	}
}

// A request reveals nothing, not even which inputs are equal.
func TestBlind_EqualInputsDiffer(t *testing.T) {
	t.Parallel()
	public, err := vectorKey(t, 1).Public()
	require.NoError(t, err)
	same := numbers(1)[0]
	batch, err := public.Blind([]Identifier{same, same})
	require.NoError(t, err)
	again, err := public.Blind([]Identifier{same})
	require.NoError(t, err)
	require.NotEqual(t, batch.Request()[:32], batch.Request()[32:])
	require.NotEqual(t, batch.Request()[:32], again.Request())
}

func TestBatch_Finalise_Refused(t *testing.T) {
	t.Parallel()
	key, err := GenerateKey(1)
	require.NoError(t, err)
	batch, response := evaluated(t, key, numbers(4))
	_, err = batch.Finalise(response)
	require.NoError(t, err)
	for at := range response { // flip one bit anywhere: in an evaluated element or in the proof
		changed := append([]byte{}, response...)
		changed[at] ^= 1 << (at % 8)
		_, err := batch.Finalise(changed)
		require.ErrorIs(t, err, ErrEvaluation, at)
	}
	swapped := append(append(append([]byte{}, response[32:64]...), response[:32]...), response[64:]...)
	_, err = batch.Finalise(swapped)
	require.ErrorIs(t, err, ErrEvaluation, "in another order")
	for _, length := range []int{0, 31, len(response) - 1} {
		_, err := batch.Finalise(response[:length])
		require.ErrorIs(t, err, ErrEvaluation, length)
	}
	_, err = batch.Finalise(append(response, 0))
	require.ErrorIs(t, err, ErrEvaluation)
	_, otherResponse := evaluated(t, key, numbers(4))
	_, err = batch.Finalise(append(append([]byte{}, response[:4*32]...), otherResponse[4*32:]...))
	require.ErrorIs(t, err, ErrEvaluation, "the proof of another batch")
	other, err := GenerateKey(1)
	require.NoError(t, err)
	elements, err := ParseBlindedElements(batch.Request())
	require.NoError(t, err)
	foreign, err := other.Evaluate(elements)
	require.NoError(t, err)
	_, err = batch.Finalise(foreign)
	require.ErrorIs(t, err, ErrEvaluation, "another key")
}

func TestParseBlindedElements_Refused(t *testing.T) {
	t.Parallel()
	public, err := vectorKey(t, 1).Public()
	require.NoError(t, err)
	batch, err := public.Blind(numbers(2))
	require.NoError(t, err)
	good := batch.Request()
	for name, c := range map[string]struct {
		bad  string
		want string
	}{
		"identity": {strings.Repeat("00", 32), "element 2 is the identity element"},
		// Points of order 2, 4 and 8 of the curve below the group, and encodings of the identity
		// that are not canonical: RFC 9496, appendix A.3, and the small-order list of libsodium.
		"minus one":  {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "element 2 is not the canonical"},
		"zero + p":   {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "element 2 is not the canonical"},
		"one":        {"01" + strings.Repeat("00", 31), "element 2 is not the canonical"},
		"order 8":    {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "element 2 is not the canonical"},
		"order 8 b":  {"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "element 2 is not the canonical"},
		"negative":   {"0100000000000000000000000000000000000000000000000000000000000000", "element 2 is not the canonical"},
		"high bit":   {"00" + strings.Repeat("00", 30) + "80", "element 2 is not the canonical"},
		"all ones":   {strings.Repeat("ff", 32), "element 2 is not the canonical"},
		"non-square": {"26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371", "element 2 is not the canonical"},
	} {
		t.Run(name, func(t *testing.T) {
			bad, err := hex.DecodeString(c.bad)
			require.NoError(t, err)
			_, err = ParseBlindedElements(append(append([]byte{}, good...), bad...))
			require.ErrorIs(t, err, ErrElement)
			require.ErrorContains(t, err, c.want)
		})
	}
	for _, length := range []int{0, 1, 31, 33, 63, (MaxElements + 1) * 32} {
		_, err := ParseBlindedElements(make([]byte, length))
		require.ErrorIs(t, err, ErrElement)
	}
	_, err = ParseBlindedElements(good)
	require.NoError(t, err)
}

func TestParsePublicKey(t *testing.T) {
	t.Parallel()
	public, err := vectorKey(t, 7).Public()
	require.NoError(t, err)
	for _, text := range []string{public.String(), " " + public.String() + "\n", "7:" + hex.EncodeToString(public.encoded[:])} {
		again, err := ParsePublicKey(text)
		require.NoError(t, err)
		require.Equal(t, 7, again.Epoch())
		require.Equal(t, public.String(), again.String())
	}
	key := strings.TrimPrefix(public.String(), "7:")
	for _, text := range []string{"", key, "0:" + key, "07:" + key, "10000:" + key, "7:" + key[:40], "7:" + strings.Repeat("00", 32), "7:" + strings.Repeat("ff", 32)} {
		_, err := ParsePublicKey(text)
		require.ErrorIs(t, err, ErrKey, text)
	}
}

// FuzzParseBlindedElements checks that accepted elements encode to the same bytes, so that an
// element has one encoding, and that no response to another request is accepted.
func FuzzParseBlindedElements(f *testing.F) {
	key := vectorKey(f, 1)
	batch, response := evaluated(f, key, numbers(2))
	f.Add(batch.Request())
	f.Add(response)
	f.Add(make([]byte, 32))
	f.Fuzz(func(t *testing.T, content []byte) {
		if string(content) != string(response) {
			_, err := batch.Finalise(content)
			require.ErrorIs(t, err, ErrEvaluation)
		}
		e, err := ParseBlindedElements(content)
		if err != nil {
			require.ErrorIs(t, err, ErrElement)
			return
		}
		again, err := appendElements(nil, e.elements)
		require.NoError(t, err)
		require.Equal(t, content, again)
	})
}

// TestExchange_SecondImplementation compares our tokens with the outputs of @noble/curves 2.4.0
// (npm), which shares no code with circl. Under Node.js, with the key of RFC 9497, appendix A.1.2,
// each synthetic identifier went through blind, blindEvaluate and finalize of
// ristretto255_oprf.voprf, with a new blind and its proof verified.
func TestExchange_SecondImplementation(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/second_implementation.json")
	require.NoError(t, err)
	var vectors []struct{ Input, Output string }
	require.NoError(t, json.Unmarshal(content, &vectors))
	require.Len(t, vectors, 10)
	key := vectorKey(t, 1)
	var ids []Identifier
	for _, v := range vectors {
		kind, value, _ := strings.Cut(v.Input, ":")
		ids = append(ids, Identifier{kind, value})
	}
	batch, response := evaluated(t, key, ids)
	got, err := batch.Finalise(response)
	require.NoError(t, err)
	for i, v := range vectors {
		output, err := hex.DecodeString(v.Output)
		require.NoError(t, err)
		require.Equal(t, formatToken(1, output), got[i], v.Input)
	}
}

// BenchmarkArithmetic measures the upper limit: circl's operations on batches of 500, and nothing
// else. bench/tokens.sh compares the client, the service and --key with it.
func BenchmarkArithmetic(b *testing.B) {
	key := vectorKey(b, 1)
	ids := numbers(500)
	inputs := make([][]byte, len(ids))
	for i, id := range ids {
		inputs[i], _ = id.input()
	}
	client, server := oprf.NewVerifiableClient(suite, key.private.Public()), oprf.NewVerifiableServer(suite, key.private)
	perIdentifier := func(b *testing.B, count int) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*count), "ns/identifier")
	}
	b.Run("blind+evaluate+finalise", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				data, request, err := client.Blind(inputs)
				require.NoError(b, err)
				evaluation, err := server.Evaluate(request)
				require.NoError(b, err)
				_, err = client.Finalize(data, evaluation)
				require.NoError(b, err)
			}
		})
		perIdentifier(b, len(inputs))
	})
	b.Run("full evaluation", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_, err := server.FullEvaluate(inputs[0])
				require.NoError(b, err)
			}
		})
		perIdentifier(b, 1)
	})
}
