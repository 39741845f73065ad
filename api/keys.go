package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"ringwatch/graph"
)

const (
	keyPrefix = "rwk_"
	keyBytes  = 32
)

var (
	keyPattern  = regexp.MustCompile(`^rwk_[a-z2-7]{52}$`)
	keyEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
)

// NewKey makes an agency's key, to be shown once, and the hash that is kept of it.
func NewKey() (key, hash string, err error) {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	key = keyPrefix + keyEncoding.EncodeToString(secret)
	return key, HashKey(key), nil
}

// HashKey is what is kept of a key: its SHA-256 in hexadecimal. A key holds 256
// random bits, so that no slow hash is needed.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// How long and how many holders of keys are remembered. A revoked key is good no
// longer than that.
const (
	keyringFor = time.Second
	keyringMax = 1024
)

// keyring finds the holders of keys and remembers them shortly.
type keyring struct {
	agencies graph.Agencies
	now      func() time.Time

	mu      sync.Mutex
	holders map[string]held // by the key's hash
}

type held struct {
	agency graph.Agency
	until  time.Time
}

func newKeyring(agencies graph.Agencies) *keyring {
	return &keyring{agencies: agencies, now: time.Now, holders: map[string]held{}}
}

// holder finds whose key it is. It fails with graph.ErrNotFound and
// graph.ErrUnavailable.
func (k *keyring) holder(ctx context.Context, key string) (graph.Agency, error) {
	hash, asked := HashKey(key), k.now()
	k.mu.Lock()
	known, ok := k.holders[hash]
	k.mu.Unlock()
	if ok && asked.Before(known.until) {
		return known.agency, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	agency, err := k.agencies.KeyHolder(ctx, hash)
	if err != nil {
		return graph.Agency{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.holders) >= keyringMax {
		clear(k.holders)
	}
	k.holders[hash] = held{agency, asked.Add(keyringFor)}
	return agency, nil
}

const callerKey = "ringwatch.caller"

// caller is the agency whose key came with the request.
func caller(c *gin.Context) graph.Agency {
	agency, _ := c.Get(callerKey)
	found, _ := agency.(graph.Agency)
	return found
}

// authenticate finds out which agency asks.
func (a *API) authenticate(c *gin.Context) {
	if open(c) {
		return
	}
	given := c.Request.Header.Values("Authorization")
	if len(given) == 0 {
		unauthorised(c, "Send Authorization: Bearer KEY, with a key from ringwatch agency add.")
		return
	}
	scheme, key, _ := strings.Cut(given[0], " ")
	if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") || !keyPattern.MatchString(key) {
		unauthorised(c, "Authorization is not Bearer and a key: want rwk_ and 52 of a-z and 2-7.")
		return
	}
	agency, err := a.keys.holder(c.Request.Context(), key)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		unauthorised(c, "The key is unknown or revoked.")
	case err != nil:
		a.fail(c, err)
	default:
		c.Set(callerKey, agency)
	}
}

func unauthorised(c *gin.Context, detail string) {
	c.Header("WWW-Authenticate", `Bearer realm="ringwatch"`)
	answerProblem(c, http.StatusUnauthorized, detail)
}
