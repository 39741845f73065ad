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
	"regexp"
	"slices"
	"syscall"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
)

// Agency is an agency that may use the custodian's service.
type Agency struct {
	ID string `json:"id"`
	// Allowance is how many identifiers it may ask for in a day of UTC.
	Allowance int       `json:"allowance"`
	AddedAt   time.Time `json:"added_at"`
	// Credentials holds the SHA-256 of each credential, in hexadecimal. A credential has 256 random
	// bits, so a slow hash would add nothing.
	Credentials []string `json:"credentials_sha256"`
}

// validate checks what AddAgency takes and what the file holds. The error is an [ErrAgency].
func (a *Agency) validate() error {
	if !agencyPattern.MatchString(a.ID) {
		return fmt.Errorf("%w: an agency's id is 1 to 63 of a-z, 0-9 and -, a letter or digit first", ErrAgency)
	}
	if a.Allowance < 1 || a.Allowance > maxAllowance {
		return fmt.Errorf("%w: an allowance is 1 to %d identifiers a day", ErrAgency, maxAllowance)
	}
	return nil
}

// Errors about the file of agencies.
var (
	ErrAgency   = errors.New("agency refused")
	ErrNoAgency = errors.New("the agency does not exist")
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

// AddAgency adds an agency to a file, or gives an existing one another credential and a new
// allowance. The file stores the credential's hash, so the returned credential cannot be shown
// again. The error is an [ErrAgency] or the system's.
func AddAgency(path, id string, allowance int, now time.Time) (credential string, err error) {
	added := Agency{ID: id, Allowance: allowance, AddedAt: now.UTC().Truncate(time.Second)}
	if err := added.validate(); err != nil {
		return "", err
	}
	secret := make([]byte, credentialBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("making a credential: %w", err)
	}
	credential = credentialPrefix + credentialEncoding.EncodeToString(secret)
	err = changeAgencies(path, func(all []Agency) ([]Agency, error) {
		i := indexAgency(all, id)
		if i < 0 {
			i, all = len(all), append(all, added)
		}
		all[i].Allowance = allowance
		all[i].Credentials = append(all[i].Credentials, hashCredential(credential))
		return all, nil
	})
	return credential, err
}

// RevokeAgency removes an agency and so ends all its credentials, and returns how many it had. A
// running service notices within a second. What the agency used remains in the ledger, and counts
// if it is added again on the same day. The error is [ErrNoAgency] or the system's.
func RevokeAgency(path, id string) (credentials int, err error) {
	err = changeAgencies(path, func(all []Agency) ([]Agency, error) {
		i := indexAgency(all, id)
		if i < 0 {
			return nil, ErrNoAgency
		}
		credentials = len(all[i].Credentials)
		return slices.Delete(all, i, i+1), nil
	})
	return credentials, err
}

// ListAgencies reads the file of agencies. It returns none if the file does not exist.
func ListAgencies(path string) ([]Agency, error) {
	all, _, err := readAgencies(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

func indexAgency(all []Agency, id string) int {
	return slices.IndexFunc(all, func(a Agency) bool { return a.ID == id })
}

func hashCredential(credential string) string {
	sum := sha256.Sum256([]byte(credential))
	return hex.EncodeToString(sum[:])
}

// changeAgencies replaces the content of the file with the result of change. Processes that do so
// at the same time wait for each other.
func changeAgencies(path string, change func([]Agency) ([]Agency, error)) (err error) {
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("changing the agencies: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }() // which releases the lock
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
	if err := files.WriteSecret(path, append(content, '\n')); err != nil {
		return fmt.Errorf("changing the agencies: %w", err)
	}
	return nil
}

// readAgencies reads and validates the file. It returns [ErrAgency] if others than its owner may
// use the file, or if it is damaged.
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
		return nil, nil, fmt.Errorf("%w: %s has mode %04o, so others may use it: type chmod 600 %q", ErrAgency, path, mode, path)
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
	for i := range all {
		if err := all[i].validate(); err != nil {
			return nil, nil, err
		}
	}
	return all, info, nil
}
