package tokens

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/cloudflare/circl/oprf"
	"github.com/stretchr/testify/require"
)

// tokenPattern is the token format of the design, which is a contract.
var tokenPattern = regexp.MustCompile(`^tk[1-9][0-9]{0,3}_[a-z2-7]{26}$`)

// TestKey_RFC9497 checks the vectors of RFC 9497, appendix A.1.2 (VOPRF, ristretto255-SHA512).
func TestKey_RFC9497(t *testing.T) {
	t.Parallel()
	key := vectorKey(t, 1)
	public, err := base64.StdEncoding.DecodeString(key.publicKeyBase64())
	require.NoError(t, err)
	require.Equal(t, "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e", hex.EncodeToString(public))
	for input, want := range map[string]string{
		"\x00":                  "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
		strings.Repeat("Z", 17): "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
	} {
		output, err := key.fullEvaluation([]byte(input))
		require.NoError(t, err)
		require.Equal(t, want, hex.EncodeToString(output))
	}
}

func TestKey_Token(t *testing.T) {
	t.Parallel()
	key := vectorKey(t, 42)
	token, err := key.Token(KindNumber, "+919876543210")
	require.NoError(t, err)
	require.Regexp(t, tokenPattern, token)

	t.Run("Encoding", func(t *testing.T) {
		output, err := key.fullEvaluation([]byte("number:+919876543210"))
		require.NoError(t, err)
		standard := strings.ToLower(strings.TrimRight(base32.StdEncoding.EncodeToString(output[:16]), "="))
		require.Equal(t, "tk42_"+standard, token)
	})
	t.Run("SameAsBlinded", func(t *testing.T) {
		// What an agency computes with the custodian, which never sees the input (RFC 9497, section
		// 3.3.2).
		client := oprf.NewVerifiableClient(suite, key.private.Public())
		blinded, request, err := client.Blind([][]byte{[]byte("number:+919876543210")})
		require.NoError(t, err)
		evaluation, err := oprf.NewVerifiableServer(suite, key.private).Evaluate(request)
		require.NoError(t, err)
		outputs, err := client.Finalize(blinded, evaluation)
		require.NoError(t, err)
		require.Equal(t, token, formatToken(42, outputs[0]))
	})
	t.Run("Differs", func(t *testing.T) {
		other, err := key.Token(KindAccount, "+919876543210")
		require.NoError(t, err)
		require.NotEqual(t, token, other, "by kind")
		other, err = key.Token(KindNumber, "+919876543211")
		require.NoError(t, err)
		require.NotEqual(t, token, other, "by value")
		otherKey, err := GenerateKey(42)
		require.NoError(t, err)
		other, err = otherKey.Token(KindNumber, "+919876543210")
		require.NoError(t, err)
		require.NotEqual(t, token, other, "by key")
	})
	t.Run("Epochs", func(t *testing.T) {
		for epoch, prefix := range map[int]string{1: "tk1_", MaxEpoch: "tk9999_"} {
			token, err := vectorKey(t, epoch).Token(KindDevice, "49015420323751")
			require.NoError(t, err)
			require.Regexp(t, tokenPattern, token)
			require.True(t, strings.HasPrefix(token, prefix))
		}
	})
	t.Run("Refused", func(t *testing.T) {
		_, err := key.Token("passport", "K1234567")
		require.Equal(t, error(errKind), err)
		_, err = key.Token(KindNumber, "")
		require.Equal(t, error(errEmpty), err)
		_, err = key.Token(KindNumber, strings.Repeat("9", maxBytes+1))
		require.Equal(t, error(errLong), err)
		_, err = key.Token(KindNumber, "98765\xff")
		require.Equal(t, error(errUTF8), err)
		_, err = new(Key).Token(KindNumber, "+919876543210")
		require.ErrorIs(t, err, ErrKey)
		_, err = (*Key)(nil).Token(KindNumber, "+919876543210")
		require.ErrorIs(t, err, ErrKey)
	})
}

func TestKey_TokenConcurrently(t *testing.T) {
	t.Parallel()
	key, err := GenerateKey(1)
	require.NoError(t, err)
	var got [8]string
	var group sync.WaitGroup
	for i := range got {
		group.Go(func() {
			_ = key.publicKeyBase64()
			got[i], _ = key.Token(KindNumber, "+919876543210")
		})
	}
	group.Wait()
	for _, token := range got {
		require.Regexp(t, tokenPattern, token)
		require.Equal(t, got[0], token)
	}
}

func BenchmarkKey_Token(b *testing.B) {
	key := vectorKey(b, 1)
	b.ReportAllocs()
	var token string
	for b.Loop() {
		token, _ = key.Token(KindNumber, "+919876543210")
	}
	require.Regexp(b, tokenPattern, token)
}

func BenchmarkNormalise(b *testing.B) {
	for kind, value := range map[string]string{KindNumber: "098765 43210", KindDevice: "490154203237518", KindAccount: "upi:Ravi@okbank"} {
		b.Run("kind="+kind, func(b *testing.B) {
			b.ReportAllocs()
			var got string
			for b.Loop() {
				got, _ = Normalise(kind, value, "IN")
			}
			require.NotEmpty(b, got)
		})
	}
}
