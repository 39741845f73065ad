package tokens

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// vectorKey is the key of RFC 9497, appendix A.1.2.
func vectorKey(tb testing.TB, epoch int) *Key {
	tb.Helper()
	scalar, err := hex.DecodeString("e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909")
	require.NoError(tb, err)
	key, err := newKeyFromScalar(epoch, scalar)
	require.NoError(tb, err)
	return key
}

func TestGenerateKey(t *testing.T) {
	t.Parallel()
	for _, epoch := range []int{1, MaxEpoch} {
		key, err := GenerateKey(epoch)
		require.NoError(t, err)
		require.Equal(t, epoch, key.Epoch())
		require.Len(t, key.publicKeyBase64(), 44)
	}
	for _, epoch := range []int{-1, 0, MaxEpoch + 1} {
		_, err := GenerateKey(epoch)
		require.ErrorIs(t, err, ErrKey)
	}
	one, err := GenerateKey(1)
	require.NoError(t, err)
	two, err := GenerateKey(1)
	require.NoError(t, err)
	require.NotEqual(t, one.publicKeyBase64(), two.publicKeyBase64())
}

func TestNewKeyFromScalar_Refused(t *testing.T) {
	t.Parallel()
	for name, scalar := range map[string][]byte{
		"empty":         nil,
		"short":         make([]byte, 31),
		"zero":          make([]byte, 32),
		"not canonical": []byte(strings.Repeat("\xff", 32)),
	} {
		_, err := newKeyFromScalar(1, scalar)
		require.ErrorIs(t, err, ErrKey, name)
	}
}

func TestKey_PrintsRedacted(t *testing.T) {
	t.Parallel()
	key, err := GenerateKey(7)
	require.NoError(t, err)
	scalar, err := key.private.MarshalBinary()
	require.NoError(t, err)
	const want = "tokens.Key(epoch 7, redacted)"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		require.Equal(t, want, fmt.Sprintf(verb, key), verb)
		require.Equal(t, want, fmt.Sprintf(verb, *key), verb)
	}
	require.Equal(t, want, key.String())
	require.Equal(t, want, key.GoString())
	// Inside a struct whose field is not exported, fmt cannot call Format: the secret must still be
	// behind a pointer.
	hidden := fmt.Sprintf("%+v %#v %#v", struct{ k Key }{*key}, struct{ k *Key }{key}, struct{ k Key }{*key})
	require.NotContains(t, hidden, hex.EncodeToString(scalar))
	text, err := json.Marshal(map[string]any{"key": key})
	require.NoError(t, err)
	require.Equal(t, `{"key":{}}`, string(text))
}

func TestKey_SaveAndLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.json")
	key, err := GenerateKey(3)
	require.NoError(t, err)
	require.NoError(t, key.Save(path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode())

	loaded, err := LoadKey(path)
	require.NoError(t, err)
	require.Equal(t, 3, loaded.Epoch())
	require.Equal(t, key.publicKeyBase64(), loaded.publicKeyBase64())
	want, err := key.Token(KindNumber, "+919876543210")
	require.NoError(t, err)
	got, err := loaded.Token(KindNumber, "+919876543210")
	require.NoError(t, err)
	require.Equal(t, want, got)

	t.Run("NeverOverwrites", func(t *testing.T) {
		before, err := os.ReadFile(path)
		require.NoError(t, err)
		require.ErrorIs(t, vectorKey(t, 1).Save(path), fs.ErrExist)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, before, after)
	})
	t.Run("ZeroKey", func(t *testing.T) {
		require.ErrorIs(t, new(Key).Save(path+".zero"), ErrKey)
		require.NoFileExists(t, path+".zero")
	})
}

func TestLoadKey_Mode(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.json")
	require.NoError(t, vectorKey(t, 1).Save(path))
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o602, 0o644, 0o660, 0o777} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := LoadKey(path)
		require.ErrorIs(t, err, ErrKey, mode)
		require.ErrorContains(t, err, fmt.Sprintf("chmod 600 %q", path))
	}
	for _, mode := range []fs.FileMode{0o600, 0o400} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := LoadKey(path)
		require.NoError(t, err, mode)
	}
}

func TestLoadKey_Refused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "good.json")
	require.NoError(t, vectorKey(t, 1).Save(path))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	good := string(content)
	other, err := GenerateKey(1)
	require.NoError(t, err)
	var stored keyFile
	require.NoError(t, json.Unmarshal(content, &stored))
	private := base64.StdEncoding.EncodeToString(stored.PrivateKey)

	for name, bad := range map[string]string{
		"empty":             "",
		"not json":          private,
		"unknown field":     strings.Replace(good, `"suite"`, `"sweet"`, 1),
		"trailing data":     good + good,
		"too long":          good + strings.Repeat(" ", maxKeyFile),
		"other suite":       strings.Replace(good, "ristretto255-SHA512", "P256-SHA256", 1),
		"epoch zero":        strings.Replace(good, `"epoch": 1`, `"epoch": 0`, 1),
		"epoch text":        strings.Replace(good, `"epoch": 1`, `"epoch": "`+private+`"`, 1),
		"other public":      strings.Replace(good, stored.PublicKey, other.publicKeyBase64(), 1),
		"not base64":        strings.Replace(good, private, "*"+private[1:], 1),
		"truncated private": strings.Replace(good, private, private[:40], 1),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, strings.ReplaceAll(name, " ", "_"))
			require.NoError(t, os.WriteFile(path, []byte(bad), 0o600))
			_, err := LoadKey(path)
			require.ErrorIs(t, err, ErrKey)
			require.NotContains(t, err.Error(), private[1:40])
		})
	}

	_, err = LoadKey(filepath.Join(dir, "absent"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = LoadKey(dir)
	require.ErrorIs(t, err, ErrKey)
}
