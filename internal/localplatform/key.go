package localplatform

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
)

// operator is the agency of the key in connection.json.
var operator = graph.Agency{ID: "local", Name: "this machine", Kind: graph.Operator}

// operatorKey returns the key that the file holds, or a new one if there is none or it was revoked.
func operatorKey(ctx context.Context, agencies graph.AgencyStore, file string) (string, error) {
	stored, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if key := strings.TrimSpace(string(stored)); key != "" {
		agency, err := agencies.AgencyOfKey(ctx, access.HashKey(key))
		if err == nil && agency.ID == operator.ID {
			return key, nil
		}
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return "", err
		}
	}
	key, hash, err := access.NewKey()
	if err != nil {
		return "", err
	}
	if err := files.WriteSecret(file, []byte(key+"\n")); err != nil {
		return "", err
	}
	return key, agencies.AddAgency(ctx, operator, hash)
}
