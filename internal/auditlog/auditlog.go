// Package auditlog exports the audit log, and verifies it in Neo4j or in an exported file.
package auditlog

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
)

var headPattern = regexp.MustCompile(`^[1-9][0-9]{0,17}:[0-9a-f]{64}$`)

// ParseHead reads a head as it is printed: number:hash.
func ParseHead(text string) (graph.AuditHead, error) {
	if !headPattern.MatchString(text) {
		return graph.AuditHead{}, errors.New("want number:hash, as audit verify prints it")
	}
	number, hash, _ := strings.Cut(text, ":")
	sequence, err := strconv.ParseInt(number, 10, 64)
	return graph.AuditHead{Sequence: sequence, Hash: hash}, err
}

// VerifyStore checks the audit log of a store. The findings are in check.
func VerifyStore(ctx context.Context, log graph.AuditReader, check *graph.AuditCheck) error {
	head, err := log.Entries(ctx, func(e graph.AuditEntry) error { return check.Check(&e) })
	if err != nil {
		return err
	}
	check.Finish(head)
	return nil
}

// maxEntryBytes bounds a line of an exported log.
const maxEntryBytes = 1 << 16

// VerifyFile checks an exported audit log. Its head is its last line. The findings are in check.
func VerifyFile(ctx context.Context, name string, check *graph.AuditCheck) error {
	in, err := files.OpenInput(ctx, name)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	if err := verify(in, check); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

func verify(in io.Reader, check *graph.AuditCheck) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxEntryBytes)
	for lines.Scan() {
		var e graph.AuditEntry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("line %d: is not an entry of an audit log: want what audit export writes", check.Entries+1)
		}
		if err := check.Check(&e); err != nil {
			return err
		}
	}
	check.Finish(check.Head())
	return lines.Err()
}

// Export writes every entry as a line of JSON, in the form that its hash is made from, to a file
// that appears when it is complete.
func Export(ctx context.Context, log graph.AuditReader, name string) error {
	out, err := files.Create(name)
	if err != nil {
		return err
	}
	defer out.Discard()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false) // as in the form that is hashed
	if _, err := log.Entries(ctx, func(e graph.AuditEntry) error { return encoder.Encode(&e) }); err != nil {
		return err
	}
	return out.Commit()
}
