package check

import (
	"encoding/base32"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

// randomToken returns a token of an epoch. Its 26 characters hold 130 bits, two more than 16 bytes.
func randomToken(r *rand.Rand, epoch int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	tail := make([]byte, 26)
	for i := range tail {
		tail[i] = letters[r.IntN(len(letters))]
	}
	return fmt.Sprintf("tk%d_%s", epoch, tail)
}

func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	decoding := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	seen := map[PackedToken]string{}
	for i := range 20_000 {
		text := randomToken(r, 1+r.IntN(9999))
		if i%2 == 1 { // one that differs in the last character alone
			text = text[:len(text)-1] + string("abcdefghijklmnopqrstuvwxyz234567"[r.IntN(32)])
		}
		packed, ok := Pack(text)
		require.True(t, ok)
		require.True(t, seen[packed] == "" || seen[packed] == text)
		seen[packed] = text
		want, err := decoding.DecodeString(text[len(text)-26:])
		require.NoError(t, err)
		require.Equal(t, want, packed[:16])
		broken := []byte(text)
		broken[r.IntN(len(broken))] = byte(r.IntN(256))
		_, ok = Pack(broken)
		require.Equal(t, graph.Token(broken).Valid(), ok, "%q", broken)
	}
	for last := range 32 { // no two tokens are one
		text := "tk9999_aaaaaaaaaaaaaaaaaaaaaaaaa" + string("abcdefghijklmnopqrstuvwxyz234567"[last])
		packed, ok := Pack(text)
		require.True(t, ok)
		require.True(t, seen[packed] == "" || seen[packed] == text)
		seen[packed] = text
	}
}
