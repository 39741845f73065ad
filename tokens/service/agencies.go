package service

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Agency is who may ask the custodian.
type Agency struct {
	ID string `json:"id"`
	// Allowance is how many identifiers it may ask for in a day of UTC.
	Allowance int       `json:"allowance"`
	AddedAt   time.Time `json:"added_at"`
	// Credentials are the SHA-256, in hexadecimal, of each credential. A credential holds 256 random bits, so that no
	// slow hash is needed.
	Credentials []string `json:"credentials_sha256"`
}

// Errors about the file of agencies.
var (
	ErrAgency    = errors.New("agency refused")
	ErrNoAgency  = errors.New("there is no such agency")
	errAgencyID  = fmt.Errorf("%w: an agency's id is 1 to 63 of a-z, 0-9 and -, a letter or digit first", ErrAgency)
	errAllowance = fmt.Errorf("%w: an allowance is 1 to %d identifiers a day", ErrAgency, maxAllowance)
)

const (
	credentialPrefix = "rwt_"
	credentialBytes  = 32
	maxAllowance     = 1_000_000_000
	maxAgenciesFile  = 1 << 20
)

var (
	agencyPattern      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	credentialPattern  = regexp.MustCompile(`^rwt_[a-z2-7]{52}$`)
	credentialEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
)

// AddAgency registers an agency in a file, or gives one that is there another credential and allowance. The credential is
// shown once: the file keeps its hash. The error is an [ErrAgency] or the system's.
func AddAgency(path, id string, allowance int, now time.Time) (credential string, err error) {
	if !agencyPattern.MatchString(id) {
		return "", errAgencyID
	}
	if allowance < 1 || allowance > maxAllowance {
		return "", errAllowance
	}
	secret := make([]byte, credentialBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("making a credential: %w", err)
	}
	credential = credentialPrefix + credentialEncoding.EncodeToString(secret)
	err = changeAgencies(path, func(all []Agency) ([]Agency, error) {
		at := slices.IndexFunc(all, func(a Agency) bool { return a.ID == id })
		if at < 0 {
			at, all = len(all), append(all, Agency{ID: id, AddedAt: now.UTC().Truncate(time.Second)})
		}
		all[at].Allowance = allowance
		all[at].Credentials = append(all[at].Credentials, hashOf(credential))
		return all, nil
	})
	return credential, err
}

// RevokeAgency ends all credentials of an agency, which a running service notices within a second. What it used up stays
// on the record, and counts if it is added again the same day. The error is [ErrNoAgency] or the system's.
func RevokeAgency(path, id string) (credentials int, err error) {
	err = changeAgencies(path, func(all []Agency) ([]Agency, error) {
		at := slices.IndexFunc(all, func(a Agency) bool { return a.ID == id })
		if at < 0 {
			return nil, ErrNoAgency
		}
		credentials = len(all[at].Credentials)
		return slices.Delete(all, at, at+1), nil
	})
	return credentials, err
}

// ListAgencies reads the file of agencies. There are none where there is no file.
func ListAgencies(path string) ([]Agency, error) {
	all, _, err := readAgencies(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

func hashOf(credential string) string {
	sum := sha256.Sum256([]byte(credential))
	return hex.EncodeToString(sum[:])
}

// changeAgencies replaces the file by what change makes of it, one process at a time.
func changeAgencies(path string, change func([]Agency) ([]Agency, error)) (err error) {
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("changing the agencies: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }() // which unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("changing the agencies: %w", err)
	}
	all, err := ListAgencies(path)
	if err != nil {
		return err
	}
	if all, err = change(all); err != nil {
		return err
	}
	content, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("changing the agencies: %w", err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part") // of mode 0600
	if err != nil {
		return fmt.Errorf("changing the agencies: %w", err)
	}
	_, err = part.Write(append(content, '\n'))
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name())
		return fmt.Errorf("changing the agencies: %w", err)
	}
	return nil
}

// readAgencies reads and checks the file, which nobody but its owner may change or read.
func readAgencies(path string) ([]Agency, fs.FileInfo, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the agencies: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("reading the agencies: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, nil, fmt.Errorf("%w: %s has mode %04o, others may use it: type chmod 600 %q", ErrAgency, path, mode, path)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxAgenciesFile+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the agencies: %w", err)
	}
	var all []Agency
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil || len(content) > maxAgenciesFile {
		return nil, nil, fmt.Errorf("%w: %s is not a file that ringwatch tokens agency wrote", ErrAgency, path)
	}
	for _, a := range all {
		if !agencyPattern.MatchString(a.ID) {
			return nil, nil, errAgencyID
		}
		if a.Allowance < 1 || a.Allowance > maxAllowance {
			return nil, nil, errAllowance
		}
	}
	return all, info, nil
}

// register finds the holders of credentials, and notices when the file changes.
type register struct {
	path string
	now  func() time.Time

	mu      sync.Mutex
	holders map[string]Agency // by the credential's hash
	file    fs.FileInfo
	looked  time.Time
}

// lookEvery is how long a change of the file may go unnoticed.
const lookEvery = time.Second

func newRegister(path string, now func() time.Time) (*register, error) {
	r := &register{path: path, now: now}
	if err := r.load(); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *register) load() error {
	all, info, err := readAgencies(r.path)
	if err != nil {
		return err
	}
	r.holders = map[string]Agency{}
	for _, a := range all {
		for _, hash := range a.Credentials {
			r.holders[hash] = a
		}
	}
	r.file, r.looked = info, r.now()
	return nil
}

// holder tells whose credential it is. While the file can't be read nobody's credential is good: it may have been
// changed to revoke one.
func (r *register) holder(credential string) (Agency, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if since := r.now().Sub(r.looked); since >= lookEvery || since < 0 {
		info, err := os.Stat(r.path)
		if err != nil {
			return Agency{}, false, fmt.Errorf("reading the agencies: %w", err)
		}
		if r.file == nil || !os.SameFile(info, r.file) || !info.ModTime().Equal(r.file.ModTime()) || info.Size() != r.file.Size() {
			r.file = nil // until it was read
			if err := r.load(); err != nil {
				return Agency{}, false, err
			}
		}
		r.looked = r.now()
	}
	a, ok := r.holders[hashOf(credential)]
	return a, ok, nil
}
