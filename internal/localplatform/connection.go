package localplatform

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/app"
	"github.com/ringwatch/ringwatch/internal/files"
)

// Connection says how to reach a platform that runs. It is the content of connection.json.
type Connection struct {
	API           string `json:"api"` // base URL
	Key           string `json:"key"` // of the operator
	Neo4jURI      string `json:"neo4j_uri"`
	Neo4jUser     string `json:"neo4j_user"`
	Neo4jPassword string `json:"neo4j_password"`
	Browser       string `json:"browser"` // URL of Neo4j Browser; empty for a Neo4j that was given
}

// neo4j returns the options of the store at the connection.
func (c *Connection) neo4j(patience time.Duration) neo.Options {
	return neo.Options{URI: c.Neo4jURI, User: c.Neo4jUser, Password: c.Neo4jPassword, Patience: patience, Actor: app.Operator()}
}

// write writes the connection to a file that only its owner may read.
func (c *Connection) write(name string) error {
	content, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return files.WriteSecret(name, append(content, '\n'))
}

// introduce prints how to reach the platform, in lines to copy and paste.
func (c *Connection) introduce(out io.Writer, file string) {
	_, _ = fmt.Fprintf(out, `
Ringwatch is up. Try:

  curl -H 'Authorization: Bearer %[2]s' '%[1]s/v1/rings?limit=3'
  curl -H 'Authorization: Bearer %[2]s' '%[1]s/v1/rings?band=very_high&limit=1'
  curl -H 'Authorization: Bearer %[2]s' -X POST '%[1]s/v1/runs'
  curl -H 'Authorization: Bearer %[2]s' '%[1]s/v1/runs?limit=1'

  API documentation         %[1]s/docs
`, c.API, c.Key)
	if c.Browser != "" {
		_, _ = fmt.Fprintf(out, `  Neo4j Browser             %s
                            connect to %s as %s, password %s
                            MATCH (r:Ring) WITH r ORDER BY r.score DESC LIMIT 1 MATCH p = (r)<-[:MEMBER_OF]-() RETURN p
`, c.Browser, c.Neo4jURI, c.Neo4jUser, c.Neo4jPassword)
	}
	_, _ = fmt.Fprintf(out, `  for scripts               %s

Ctrl-C stops everything; the data remains.
`, file)
}
