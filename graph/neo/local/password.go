package local

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringwatch/ringwatch/internal/files"
)

const (
	user = "neo4j"
	// initialPassword is that of a new Neo4j, which demands another.
	initialPassword = "neo4j"
)

// loadPassword reads the password of the folder, or creates one; created says which. It is on disk
// before Neo4j gets it: a crash in between leaves a file whose password Neo4j doesn't have yet,
// never a Neo4j whose password is lost.
func loadPassword(dir string) (password string, created bool, err error) {
	path := filepath.Join(dir, "password")
	text, err := os.ReadFile(path)
	if err == nil {
		password = strings.TrimSpace(string(text))
		if password == "" {
			return "", false, fmt.Errorf("the Neo4j password file %s is empty: put the password in", path)
		}
		return password, false, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", false, fmt.Errorf("reading the Neo4j password: %w", err)
	}
	password = rand.Text()
	if err := files.WriteSecret(path, []byte(password+"\n")); err != nil {
		return "", false, fmt.Errorf("storing the Neo4j password: %w", err)
	}
	return password, true, nil
}
