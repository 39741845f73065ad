package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
)

type agencyCommand struct {
	Add    agencyAddCommand    `cmd:"" help:"Register an agency, or give one another key; the key is shown once."`
	List   agencyListCommand   `cmd:"" help:"List the agencies and how many keys each has."`
	Revoke agencyRevokeCommand `cmd:"" help:"End all credentials of an agency."`
	Key    agencyKeyCommand    `cmd:"" help:"The credentials of an agency, one by one."`
}

type agencyAddCommand struct {
	ID      string   `arg:"" help:"1 to 63 of a-z, 0-9 and -; it parts the agency's records from others'."`
	Kind    string   `required:"" enum:"telco,bank,police,regulator,operator" help:"What it is: telco, bank, police, regulator or operator."`
	Name    string   `help:"Its name for people (default: the id)."`
	Scopes  []string `placeholder:"SCOPE,…" help:"Hold it to a part of what its kind may (docs/access.md lists them)."`
	Regions []string `placeholder:"REGION,…" help:"Let it see only rings with a report from one of these regions, such as KA,TN."`
}

// maxName bounds an agency's name.
const maxName = 200

// Run is called by the command line.
func (c *agencyAddCommand) Run(ctx context.Context, s *settings) error {
	if !graph.ValidAgencyID(c.ID) {
		return errors.New("the agency's id: want 1 to 63 of a-z, 0-9 and -, a letter or digit first")
	}
	if c.Name == "" {
		c.Name = c.ID
	}
	if err := checkName(c.Name); err != nil {
		return err
	}
	scopes, err := scopesNamed(c.Scopes)
	if err != nil {
		return err
	}
	if len(c.Regions) > graph.MaxRegions || slices.ContainsFunc(c.Regions, func(r string) bool { return !graph.ValidRegion(r) }) {
		return fmt.Errorf("--regions: want at most %d codes, each 1 to 10 of A-Z, 0-9 and -", graph.MaxRegions)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		key, hash, err := api.NewKey()
		if err != nil {
			return err
		}
		if err := store.Register.AddAgency(ctx, graph.Agency{ID: c.ID, Name: c.Name, Kind: graph.AgencyKind(c.Kind), Scopes: scopes, Regions: c.Regions}, hash); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "The key of %s, which can't be shown again:\n", c.ID)
		fmt.Println(key)
		return nil
	})
}

// checkName refuses what would garble a terminal or a page that shows the name.
func checkName(name string) error {
	switch {
	case len(name) > maxName:
		return fmt.Errorf("--name: want at most %d bytes", maxName)
	case !utf8.ValidString(name):
		return errors.New("--name: want UTF-8")
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) }):
		return errors.New("--name: want one line of text, without control characters")
	}
	return nil
}

type agencyListCommand struct{}

// Run is called by the command line.
func (agencyListCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		list, err := store.Register.ListAgencies(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tKIND\tKEYS\tSINCE\tSCOPES\tREGIONS\tNAME")
		for _, a := range list {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", a.ID, cmp.Or(string(a.Kind), "unknown"), a.CredentialCount, a.CreatedAt.Format(time.DateOnly), orAll(a.Scopes), orAll(a.Regions), a.Name)
		}
		return w.Flush()
	})
}

type agencyRevokeCommand struct {
	ID string `arg:"" help:"The agency."`
}

// Run is called by the command line.
func (c *agencyRevokeCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		n, err := store.Register.RevokeKeys(ctx, c.ID)
		if err != nil {
			return ofAgency(err, c.ID)
		}
		fmt.Printf("%d keys of %s revoked\n", n, c.ID)
		return nil
	})
}
