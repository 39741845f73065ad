package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/graph"
)

// connection is how to reach a platform that is up: what connection.json holds.
type connection struct {
	API           string `json:"api"`
	Key           string `json:"key"`
	Neo4jURI      string `json:"neo4j_uri"`
	Neo4jUser     string `json:"neo4j_user"`
	Neo4jPassword string `json:"neo4j_password"`
	Browser       string `json:"browser"`
}

// write keeps the connection in a file that only its owner can read, whole or not at
// all.
func (w *connection) write(path string) error {
	content, err := json.MarshalIndent(w, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return writeSecret(path, append(content, '\n'))
}

func writeSecret(path string, content []byte) error {
	out, err := createWhole(path)
	if err != nil {
		return err
	}
	defer out.discard()
	if _, err := out.Write(content); err != nil {
		return err
	}
	return out.keep()
}

// localAgency is who loads records and asks for rings on a platform that is up.
var localAgency = graph.Agency{ID: "local", Name: "this machine", Kind: graph.Operator}

// localKey is the key of the local agency: the one kept in the file, or a new one
// where there is none or it was revoked.
func localKey(ctx context.Context, agencies graph.AgencyStore, path string) (string, error) {
	kept, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if key := strings.TrimSpace(string(kept)); key != "" {
		holder, err := agencies.AgencyOfKey(ctx, api.HashKey(key))
		if err == nil && holder.ID == localAgency.ID {
			return key, nil
		}
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return "", err
		}
	}
	key, hash, err := api.NewKey()
	if err != nil {
		return "", err
	}
	if err := writeSecret(path, []byte(key+"\n")); err != nil {
		return "", err
	}
	return key, agencies.AddAgency(ctx, localAgency, hash)
}
