package tokens

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/cloudflare/circl/oprf"
	"github.com/stretchr/testify/require"
)

// requireSameAsCircl compares fullEvaluation with circl's, which has another implementation of the
// group.
func requireSameAsCircl(t *testing.T, key *Key, input []byte) {
	t.Helper()
	want, err := oprf.NewVerifiableServer(suite, key.private).FullEvaluate(input)
	require.NoError(t, err)
	got, err := key.fullEvaluation(input)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestKey_FullEvaluationSameAsCircl(t *testing.T) {
	t.Parallel()
	input := make([]byte, maxBytes+len(KindAccount)+1)
	_, _ = rand.NewChaCha8([32]byte{9, 4, 9, 7}).Read(input) // never fails
	for length := range len(input) + 1 {
		key, err := GenerateKey(1)
		require.NoError(t, err)
		requireSameAsCircl(t, key, input[:length])
	}
	// The smallest and the largest scalar: one, and the order of the group minus one.
	for _, scalar := range []string{"01" + hex.EncodeToString(make([]byte, 31)), "ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"} {
		content, err := hex.DecodeString(scalar)
		require.NoError(t, err)
		key, err := newKeyFromScalar(1, content)
		require.NoError(t, err)
		requireSameAsCircl(t, key, input[:20])
	}
}

func FuzzKey_FullEvaluation(f *testing.F) {
	f.Add(bytes.Repeat([]byte{1}, 31), []byte("number:+919876543210"))
	f.Fuzz(func(t *testing.T, scalar, input []byte) {
		if len(input) > maxBytes {
			return
		}
		var content [32]byte
		copy(content[:31], scalar) // so that it is below the order of the group
		key, err := newKeyFromScalar(1, content[:])
		if err != nil {
			require.Equal(t, [32]byte{}, content)
			return
		}
		requireSameAsCircl(t, key, input)
	})
}
