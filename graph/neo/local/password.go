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
	// initialPassword is what a new Neo4j asks to be changed at once.
	initialPassword = "neo4j"
)

// keepPassword reads the password of the folder, or makes one. It is on disk
// before Neo4j hears of it: a crash between the two leaves a file whose password
// Neo4j doesn't know yet, never a Neo4j whose password nobody knows.
func keepPassword(dir string) (password string, fresh bool, err error) {
	path := filepath.Join(dir, "password")
	text, err := os.ReadFile(path)
	if err == nil {
		password = strings.TrimSpace(string(text))
		if password == "" {
			return "", false, fmt.Errorf("the neo4j password file %s is empty: put the password in", path)
		}
		return password, false, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", false, fmt.Errorf("reading the neo4j password: %w", err)
	}
	password = rand.Text()
	if err := files.WriteSecret(path, []byte(password+"\n")); err != nil {
		return "", false, fmt.Errorf("keeping the neo4j password: %w", err)
	}
	return password, true, nil
}
