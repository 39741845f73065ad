package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/auditlog"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check whether an entry of the audit log was removed, altered or moved."`
	Export auditExportCommand `cmd:"" help:"Write the audit log as NDJSON."`
}

type auditVerifyCommand struct {
	Noted []string `placeholder:"N:HASH" help:"A head or receipt that was noted earlier: the log must still have that entry, unchanged. May be repeated."`
	In    string   `placeholder:"FILE" help:"Check this exported log instead of the one in Neo4j; - is standard input."`
}

// Help is shown by ringwatch audit verify --help.
func (auditVerifyCommand) Help() string {
	return `Follows the chain of entries: each holds the SHA-256 of the one before. What was removed, altered or moved is printed, and the exit code is 1.

The last line printed is the head, as number:hash. The chain alone can't show that someone rewrote all of it or cut off its end. So note the head from time to time, in a place where the platform's operator can't write, and give it as --noted later. A receipt that an agency got when it read members (Ringwatch-Receipt) serves as well.`
}

// Run is called by the command line.
func (c *auditVerifyCommand) Run(ctx context.Context, s *settings) error {
	var check graph.AuditCheck
	for _, text := range c.Noted {
		head, err := auditlog.ParseHead(text)
		if err != nil {
			return fmt.Errorf("--noted: %w", err)
		}
		check.NotedHeads = append(check.NotedHeads, head)
	}
	if err := c.verify(ctx, s, &check); err != nil {
		return err
	}
	for _, finding := range check.Findings {
		fmt.Println(finding)
	}
	if len(check.Findings) > 0 {
		return errors.New("the audit log is not as it was written: see above")
	}
	fmt.Printf("%d entries are as they were written\n%s\n", check.Entries, check.Head())
	return nil
}

func (c *auditVerifyCommand) verify(ctx context.Context, s *settings, check *graph.AuditCheck) error {
	if c.In != "" {
		return auditlog.VerifyFile(ctx, c.In, check)
	}
	return s.withStore(ctx, func(store *neo.Store) error { return auditlog.VerifyStore(ctx, store.Audit, check) })
}

type auditExportCommand struct {
	Out string `default:"-" placeholder:"FILE" help:"Where to write the log; - is standard output. An existing file is replaced when the new one is complete."`
}

// Help is shown by ringwatch audit export --help.
func (auditExportCommand) Help() string {
	return `Writes every entry as one line of JSON, in their order. The hash of an entry is the SHA-256 of its line without its last member, ,"hash":"…", so that anyone can check the chain with a few lines of any language.`
}

// Run is called by the command line.
func (c *auditExportCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error { return auditlog.Export(ctx, store.Audit, c.Out) })
}
