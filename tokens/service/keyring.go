package service

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ringwatch/ringwatch/tokens"
)

// keyring holds the custodian's keys by epoch.
type keyring struct {
	byEpoch  map[int]*tokens.Key
	list     []epochJSON // in ascending order
	epochs   string      // in ascending order, for messages
	response []byte      // of GET /v1/epochs
}

// epochJSON is one key in the response of GET /v1/epochs.
type epochJSON struct {
	Epoch     int    `json:"epoch"`
	PublicKey string `json:"public_key"`
	Suite     string `json:"suite"`
}

func newKeyring(keys []*tokens.Key) (*keyring, error) {
	k := &keyring{byEpoch: map[int]*tokens.Key{}}
	for _, key := range keys {
		public, err := key.Public()
		if err != nil {
			return nil, err
		}
		epoch := key.Epoch()
		if k.byEpoch[epoch] != nil {
			return nil, fmt.Errorf("two keys have epoch %d: each epoch has one key", epoch)
		}
		k.byEpoch[epoch] = key
		k.list = append(k.list, epochJSON{epoch, public.String(), tokens.Suite})
	}
	slices.SortFunc(k.list, func(a, b epochJSON) int { return a.Epoch - b.Epoch })
	epochs := make([]string, len(k.list))
	for i, e := range k.list {
		epochs[i] = strconv.Itoa(e.Epoch)
	}
	k.epochs = strings.Join(epochs, " and ")
	var err error
	k.response, err = json.Marshal(map[string]any{"epochs": k.list})
	return k, err
}

// key returns the key of an epoch as a request's path spells it, and nil if there is none.
func (k *keyring) key(epoch string) *tokens.Key {
	number, err := strconv.Atoi(epoch)
	if err != nil || strconv.Itoa(number) != epoch {
		return nil
	}
	return k.byEpoch[number]
}

func (s *Service) listEpochs(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.authenticate(w, r); ok {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.keys.response) // the client may have disconnected
	}
}
