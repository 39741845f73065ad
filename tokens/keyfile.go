package tokens

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// keyFile is the content of a key file: JSON, with the keys in base64. The public key is there to
// be passed on, and to detect a file that was damaged or edited.
type keyFile struct {
	Epoch      int    `json:"epoch"`
	Suite      string `json:"suite"`
	PublicKey  string `json:"public_key"`
	PrivateKey []byte `json:"private_key"`
}

// maxKeyFile bounds what LoadKey reads. A key file has about 200 bytes.
const maxKeyFile = 4096

// Save writes the key to a new file that only its owner may read (mode 0600). It never overwrites a
// file: without the old key its tokens could never be made again. It returns fs.ErrExist if the
// file exists, [ErrKey] for the zero Key, or the system's error.
func (k *Key) Save(path string) (err error) {
	if k == nil || k.private == nil {
		return fmt.Errorf("%w: there is no key to save", ErrKey)
	}
	scalar, err := k.private.MarshalBinary()
	if err != nil {
		return fmt.Errorf("save key: %w", err)
	}
	defer clear(scalar)
	content, err := json.Marshal(keyFile{
		Epoch:      k.epoch,
		Suite:      suite.Identifier(),
		PublicKey:  k.publicKeyBase64(),
		PrivateKey: scalar,
	}, jsontext.WithIndent("  "))
	defer clear(content)
	if err != nil {
		return fmt.Errorf("save key: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save key: %w", err)
	}
	// Remove a file that is not complete: it would make a second try fail.
	defer func() {
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("save key: %w", err)
	}
	return nil
}

// LoadKey reads a key file that [Key.Save] wrote. It returns [ErrKey] if the file is no key file,
// is damaged, or may be read by others than its owner; the text then says what to type. It returns
// the system's error, wrapped, if the file cannot be read. No error holds any of the content.
func LoadKey(path string) (*Key, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load key: %w", err)
	}
	defer file.Close()
	info, err := file.Stat() // of the open file: the path may lead to another one a moment later
	if err != nil {
		return nil, fmt.Errorf("load key: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is not a regular file", ErrKey, path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s has mode %04o, so others may use it: type chmod 600 %q", ErrKey, path, mode, path)
	}
	content := make([]byte, maxKeyFile+1) // read in place, so that there is one copy to clear
	defer clear(content)
	n, err := io.ReadFull(file, content)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("load key: %w", err)
	}
	key, err := decodeKey(content[:n])
	if err != nil {
		return nil, fmt.Errorf("load key %s: %w", path, err)
	}
	return key, nil
}

// ParseKey decodes the content of a key file, for example from an environment variable, and clears
// it. The error is an [ErrKey].
func ParseKey(content []byte) (*Key, error) {
	defer clear(content)
	return decodeKey(content)
}

// decodeKey decodes the content of a key file, and clears its own copies of the secret. The key
// itself stays in memory for as long as it is used. Errors of json and base64 are not wrapped: they
// may quote the content.
func decodeKey(content []byte) (*Key, error) {
	if len(content) > maxKeyFile {
		return nil, fmt.Errorf("%w: more than %d bytes, not a key file", ErrKey, maxKeyFile)
	}
	var stored keyFile
	defer func() { clear(stored.PrivateKey) }()
	if err := json.Unmarshal(content, &stored, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("%w: not the JSON of a key file", ErrKey)
	}
	if stored.Suite != suite.Identifier() {
		return nil, fmt.Errorf("%w: suite: want %s", ErrKey, suite.Identifier())
	}
	key, err := newKeyFromScalar(stored.Epoch, stored.PrivateKey)
	if err != nil {
		return nil, err
	}
	if key.publicKeyBase64() != stored.PublicKey {
		return nil, fmt.Errorf("%w: public_key and private_key do not belong together", ErrKey)
	}
	return key, nil
}
