package service

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// refreshInterval is how long a change of the file of agencies may go unnoticed.
const refreshInterval = time.Second

// credentialIndex finds the agency of a credential. It reads the file of agencies again when it
// changes.
type credentialIndex struct {
	path string
	now  func() time.Time

	mu       sync.Mutex
	agencies map[string]Agency // by the credential's hash
	file     fs.FileInfo       // of the version that was read; nil while the file cannot be read
	checked  time.Time         // when the file was last compared with it
}

func newCredentialIndex(path string, now func() time.Time) (*credentialIndex, error) {
	c := &credentialIndex{path: path, now: now}
	if err := c.load(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *credentialIndex) load() error {
	all, info, err := readAgencies(c.path)
	if err != nil {
		return err
	}
	c.agencies = map[string]Agency{}
	for _, a := range all {
		for _, hash := range a.Credentials {
			c.agencies[hash] = a
		}
	}
	c.file, c.checked = info, c.now()
	return nil
}

// agency returns the agency of a credential, and false if there is none. It returns an error, and
// no credential is valid, while the file can't be read: the file may have been changed to revoke
// one.
func (c *credentialIndex) agency(credential string) (Agency, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := c.now().Sub(c.checked); age >= refreshInterval || age < 0 {
		if err := c.refresh(); err != nil {
			return Agency{}, false, err
		}
		c.checked = c.now()
	}
	a, ok := c.agencies[hashCredential(credential)]
	return a, ok, nil
}

// refresh reads the file if it changed since it was read.
func (c *credentialIndex) refresh() error {
	info, err := os.Stat(c.path)
	if err != nil {
		return fmt.Errorf("reading the agencies: %w", err)
	}
	unchanged := c.file != nil && os.SameFile(info, c.file) && info.ModTime().Equal(c.file.ModTime()) && info.Size() == c.file.Size()
	if unchanged {
		return nil
	}
	c.file = nil // until it is read
	return c.load()
}

// authenticate returns the agency of a request, or refuses the request.
func (s *Service) authenticate(w http.ResponseWriter, r *http.Request) (Agency, bool) {
	var credential string
	if headers := r.Header.Values("Authorization"); len(headers) == 1 {
		scheme, rest, _ := strings.Cut(headers[0], " ")
		if strings.EqualFold(scheme, "Bearer") && credentialPattern.MatchString(rest) {
			credential = rest
		}
	}
	agency, valid, err := s.credentials.agency(credential)
	if err != nil {
		s.log.WithError(err).Error("the file of agencies can't be read: no agency is answered until it can")
		refuseWithRetry(w, http.StatusServiceUnavailable, "The custodian can't check credentials now.", retryAfter)
		return Agency{}, false
	}
	if !valid {
		w.Header().Set("WWW-Authenticate", `Bearer realm="ringwatch tokens"`)
		refuse(w, http.StatusUnauthorized,
			"Send Authorization: Bearer and a credential that the custodian issued and did not revoke.")
		return Agency{}, false
	}
	return agency, true
}
