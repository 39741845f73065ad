package local

import (
	"fmt"
	"os"
	"path/filepath"
)

// configText is neo4j.conf. It is written at each start: the ports may differ, and Options is the
// place for changes.
const configText = `# Written by Ringwatch at each start; changes here are lost.
dbms.security.auth_enabled=true
dbms.security.allow_csv_import_from_file_urls=false

# This machine only.
server.default_listen_address=%[1]s
server.bolt.enabled=true
server.bolt.listen_address=%[1]s:%[2]d
server.bolt.advertised_address=%[1]s:%[2]d
server.http.enabled=true
server.http.listen_address=%[1]s:%[3]d
server.http.advertised_address=%[1]s:%[3]d
server.https.enabled=false

# Nothing is reported to anyone.
dbms.usage_report.enabled=false
client.allow_telemetry=false

server.memory.pagecache.size=256m

# Logs serve recovery after a crash, not backups.
db.tx_log.preallocate=false
db.tx_log.rotation.size=32m
db.tx_log.rotation.retention_policy=64M size

# By default the Bolt server waits two times five seconds at its stop for new requests, after the
# databases are closed: a stop would always take 10 s.
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
`

// makeHome makes the folders of a server. Only their owner may read them: the graph is about
// people.
func makeHome(dir string) error {
	for _, sub := range []string{"", "conf", "data", "logs", "import", "plugins"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return fmt.Errorf("making the Neo4j folder (choose one that can be written): %w", err)
		}
	}
	return nil
}

func writeConfig(dir string, p ports) error {
	text := fmt.Sprintf(configText, host, p.bolt, p.http)
	if err := os.WriteFile(filepath.Join(dir, "conf", "neo4j.conf"), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing the Neo4j configuration: %w", err)
	}
	return nil
}
