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

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
)

type agencyCommand struct {
	Add    agencyAddCommand    `cmd:"" help:"Register an agency, or give it another key; the key is printed once."`
	List   agencyListCommand   `cmd:"" help:"List the agencies with their numbers of credentials."`
	Revoke agencyRevokeCommand `cmd:"" help:"Revoke all credentials of an agency."`
	Key    agencyKeyCommand    `cmd:"" help:"Manage the credentials of an agency one by one."`
}

type agencyAddCommand struct {
	ID      string   `arg:"" help:"Id of the agency: 1 to 63 of a-z, 0-9 and -. Record ids only need to be unique within an agency."`
	Kind    string   `required:"" enum:"telco,bank,police,regulator,operator" help:"Kind of agency: telco, bank, police, regulator or operator."`
	Name    string   `help:"Name of the agency for people. Default: its id."`
	Scopes  []string `placeholder:"SCOPE,…" help:"Restrict it to these scopes of those that its kind has (docs/access.md lists them). Default: all."`
	Regions []string `placeholder:"REGION,…" help:"Restrict it to rings with a report from one of these regions, such as KA,TN. Default: all."`
}

// maxNameBytes bounds the name of an agency.
const maxNameBytes = 200

// Run is called by the command line.
func (c *agencyAddCommand) Run(ctx context.Context, s *settings) error {
	if !graph.ValidAgencyID(c.ID) {
		return errors.New("the id of the agency: want 1 to 63 of a-z, 0-9 and -, a letter or digit first")
	}
	if c.Name == "" {
		c.Name = c.ID
	}
	if err := checkName(c.Name); err != nil {
		return err
	}
	scopes, err := parseScopes(c.Scopes)
	if err != nil {
		return err
	}
	if len(c.Regions) > graph.MaxRegions || slices.ContainsFunc(c.Regions, func(r string) bool { return !graph.ValidRegion(r) }) {
		return fmt.Errorf("--regions: want at most %d codes, each 1 to 10 of A-Z, 0-9 and -", graph.MaxRegions)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		key, hash, err := access.NewKey()
		if err != nil {
			return err
		}
		agency := graph.Agency{ID: c.ID, Name: c.Name, Kind: graph.AgencyKind(c.Kind), Scopes: scopes, Regions: c.Regions}
		if err := store.Register.AddAgency(ctx, agency, hash); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "The key of %s. It can't be shown again:\n", c.ID)
		fmt.Println(key)
		return nil
	})
}

// checkName refuses names that would garble a terminal or a page that shows them.
func checkName(name string) error {
	switch {
	case len(name) > maxNameBytes:
		return fmt.Errorf("--name: want at most %d bytes", maxNameBytes)
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
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n",
				a.ID, cmp.Or(string(a.Kind), "unknown"), a.CredentialCount,
				a.CreatedAt.Format(time.DateOnly), joinOrAll(a.Scopes), joinOrAll(a.Regions), a.Name)
		}
		return w.Flush()
	})
}

type agencyRevokeCommand struct {
	ID string `arg:"" help:"Id of the agency."`
}

// Run is called by the command line.
func (c *agencyRevokeCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		n, err := store.Register.RevokeKeys(ctx, c.ID)
		if err != nil {
			return explainMissing(err, c.ID)
		}
		fmt.Printf("%s of %s revoked\n", countNoun(n, "key"), c.ID)
		return nil
	})
}
