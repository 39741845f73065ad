package main

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
	"github.com/ringwatch/ringwatch/graph/neo"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Look whether an entry of the record was removed, altered or put elsewhere."`
	Export auditExportCommand `cmd:"" help:"Write the record as NDJSON."`
}

type auditVerifyCommand struct {
	Noted []string `placeholder:"N:HASH" help:"A head or receipt that was noted outside: the record must still hold that entry, unchanged. Can be given again."`
	In    string   `placeholder:"FILE" help:"An exported record to look at in place of the one in Neo4j; - is standard input."`
}

// Help is shown by ringwatch audit verify --help.
func (auditVerifyCommand) Help() string {
	return `Goes along the chain of entries: each holds the SHA-256 of the one before. What was removed, altered or put elsewhere is named, and the exit code is 1.
The last line is the head, as number:hash. Who rewrites the whole chain, or cuts off its end, can't be found by the chain alone: so note the head now and then where the platform's operator can't write, and give it as --noted later. A receipt that an agency got when it read members (Ringwatch-Receipt) serves as well.`
}

var headPattern = regexp.MustCompile(`^[1-9][0-9]{0,17}:[0-9a-f]{64}$`)

// errRecordBroken ends the command whose findings were printed.
var errRecordBroken = errors.New("the record is not as it was written")

// Run is called by the command line.
func (c *auditVerifyCommand) Run(ctx context.Context, s *settings) error {
	var check graph.AuditCheck
	for _, text := range c.Noted {
		if !headPattern.MatchString(text) {
			return errors.New("--noted: want number:hash, as audit verify prints it")
		}
		number, hash, _ := strings.Cut(text, ":")
		sequence, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fmt.Errorf("--noted: %w", err)
		}
		check.NotedHeads = append(check.NotedHeads, graph.AuditHead{Sequence: sequence, Hash: hash})
	}
	var err error
	if c.In != "" {
		err = verifyFile(ctx, c.In, &check)
	} else {
		err = s.withStore(ctx, func(store *neo.Store) error {
			head, err := store.Audit.Entries(ctx, func(e graph.AuditEntry) error { return check.Check(&e) })
			if err == nil {
				check.Finish(head)
			}
			return err
		})
	}
	if err != nil {
		return err
	}
	for _, finding := range check.Findings {
		fmt.Println(finding)
	}
	if len(check.Findings) > 0 {
		return errRecordBroken
	}
	fmt.Printf("%d entries are as they were written\n%s\n", check.Entries, check.Head())
	return nil
}

// maxExported bounds a line of an exported record.
const maxExported = 1 << 16

// verifyFile looks at an exported record, which ends where its last line does.
func verifyFile(ctx context.Context, name string, check *graph.AuditCheck) error {
	_, err := readWith(ctx, name, func(in io.Reader) ([]struct{}, error) {
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, maxExported)
		for lines.Scan() {
			var e graph.AuditEntry
			if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
				return nil, fmt.Errorf("entry %d: is not one", check.Entries+1)
			}
			if err := check.Check(&e); err != nil {
				return nil, err
			}
		}
		check.Finish(check.Head())
		return nil, lines.Err()
	})
	return err
}

type auditExportCommand struct {
	Out string `default:"-" placeholder:"FILE" help:"Where to; - is standard output."`
}

// Help is shown by ringwatch audit export --help.
func (auditExportCommand) Help() string {
	return `Writes every entry as one line of JSON, in their order. The hash of an entry is the SHA-256 of its line without its last member, ,"hash":"…", so that anyone can check the chain with a few lines of any language.`
}

// Run is called by the command line.
func (c *auditExportCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		out, err := createWhole(c.Out)
		if err != nil {
			return err
		}
		defer out.discard()
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false) // as the hashes are taken
		if _, err := store.Audit.Entries(ctx, func(e graph.AuditEntry) error { return encoder.Encode(&e) }); err != nil {
			return err
		}
		return out.keep()
	})
}
