package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ringwatch/ringwatch/api"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
)

type agencyKeyCommand struct {
	Add    keyAddCommand    `cmd:"" help:"Give an agency another key, a subject of the token issuer, or a certificate's name."`
	Rotate keyRotateCommand `cmd:"" help:"Give an agency a new key and let those that it has end soon."`
	Revoke keyRevokeCommand `cmd:"" help:"End one credential at once."`
	List   keyListCommand   `cmd:"" help:"List the credentials of an agency."`
}

// term is for how long a credential is good, in days; zero: until it is revoked.
type term time.Duration

// longestTerm is ten years of days.
const longestTerm = 3650

// UnmarshalText is called by the command line.
func (t *term) UnmarshalText(text []byte) error {
	if string(text) == "off" {
		*t = 0
		return nil
	}
	number, isDays := strings.CutSuffix(string(text), "d")
	days, err := strconv.Atoi(number)
	if !isDays || err != nil || days < 1 || days > longestTerm {
		return fmt.Errorf("want 1d to %dd, or off", longestTerm)
	}
	*t = term(time.Duration(days) * day)
	return nil
}

// lasting is how long a credential is good.
type lasting struct {
	Expires term `default:"off" placeholder:"DAYS" help:"For how long it is good, such as 90d; off until it is revoked."`
}

type keyAddCommand struct {
	ID          string   `arg:"" help:"The agency."`
	Scopes      []string `placeholder:"SCOPE,…" help:"Hold it to a part of what the agency may, such as checks:make (docs/access.md lists them)."`
	Subject     string   `xor:"what" placeholder:"SUB" help:"No key: the subject (sub) of the bearer tokens that the issuer of serve --oidc-issuer gives the agency."`
	Certificate string   `xor:"what" placeholder:"NAME" help:"No key: a URI, DNS name or common name in the client certificate that the agency shows."`
	lasting
}

// maxCredentialName bounds a subject or a certificate's name.
const maxCredentialName = 255

// Run is called by the command line.
func (c *keyAddCommand) Run(ctx context.Context, s *settings) error {
	scopes, err := scopesNamed(c.Scopes)
	if err != nil {
		return err
	}
	credential := graph.Credential{Kind: graph.KeyCredential, Scopes: scopes}
	switch {
	case c.Subject != "":
		credential.Kind, credential.Name = graph.SubjectCredential, c.Subject
	case c.Certificate != "":
		credential.Kind, credential.Name = graph.CertificateCredential, c.Certificate
	}
	if len(credential.Name) > maxCredentialName || checkName(credential.Name) != nil {
		return fmt.Errorf("--subject, --certificate: want one line of at most %d bytes", maxCredentialName)
	}
	var key string
	if credential.Kind == graph.KeyCredential {
		if key, credential.Hash, err = api.NewKey(); err != nil {
			return err
		}
	} else {
		credential.Hash = graph.CredentialHash(credential.Kind, credential.Name)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		if err := store.Register.AddCredential(ctx, c.ID, credential, time.Duration(c.Expires)); err != nil {
			return ofAgency(err, c.ID)
		}
		show(c.ID, credential.ID(), key)
		return nil
	})
}

// show prints a credential: the key alone on standard output.
func show(agency, id, key string) {
	if key == "" {
		fmt.Fprintf(os.Stderr, "%s has the credential %s\n", agency, id)
		return
	}
	fmt.Fprintf(os.Stderr, "The key %s of %s, which can't be shown again:\n", id, agency)
	fmt.Println(key)
}

// ofAgency says of an error that it is since there is no such agency.
func ofAgency(err error, id string) error {
	if errors.Is(err, graph.ErrNotFound) {
		return fmt.Errorf("there is no agency %q: see ringwatch agency list", id)
	}
	return err
}

// scopesNamed reads scopes as flags give them.
func scopesNamed(names []string) (scopes []graph.Scope, err error) {
	for _, name := range names {
		known := false
		for _, scope := range graph.Scopes {
			known = known || string(scope) == name
		}
		if !known {
			all := make([]string, len(graph.Scopes))
			for i, scope := range graph.Scopes {
				all[i] = string(scope)
			}
			return nil, fmt.Errorf("--scopes: want some of %s", strings.Join(all, ", "))
		}
		scopes = append(scopes, graph.Scope(name))
	}
	return scopes, nil
}

type keyRotateCommand struct {
	ID      string        `arg:"" help:"The agency."`
	Overlap time.Duration `default:"24h" help:"How long the keys that it has go on; 0s ends them at once."`
	Scopes  []string      `placeholder:"SCOPE,…" help:"Hold the new key to a part of what the agency may."`
	lasting
}

// Help is shown by ringwatch agency key rotate --help.
func (keyRotateCommand) Help() string {
	return `Makes a new key, printed once, and lets every other key of the agency end after the overlap: time to put the new one in place. Subjects and certificates go on. Rotating is the answer to a key that may have been seen: with --overlap 0s the old ones end within a second on every process.`
}

// Run is called by the command line.
func (c *keyRotateCommand) Run(ctx context.Context, s *settings) error {
	scopes, err := scopesNamed(c.Scopes)
	if err != nil {
		return err
	}
	if c.Overlap < 0 {
		return errors.New("--overlap: want a time that is not negative, such as 24h")
	}
	key, hash, err := api.NewKey()
	if err != nil {
		return err
	}
	fresh := graph.Credential{Kind: graph.KeyCredential, Hash: hash, Scopes: scopes}
	return s.withStore(ctx, func(store *neo.Store) error {
		ending, err := store.Register.RotateKeys(ctx, c.ID, fresh, time.Duration(c.Expires), c.Overlap)
		if err != nil {
			return ofAgency(err, c.ID)
		}
		fmt.Fprintf(os.Stderr, "%d keys of %s end within %s\n", ending, c.ID, c.Overlap)
		show(c.ID, fresh.ID(), key)
		return nil
	})
}

type keyRevokeCommand struct {
	ID         string `arg:"" help:"The agency."`
	Credential string `arg:"" help:"The credential, as ringwatch agency key list names it."`
}

// Run is called by the command line.
func (c *keyRevokeCommand) Run(ctx context.Context, s *settings) error {
	if len(c.Credential) != len(graph.CredentialID(graph.ZeroHash)) || strings.Trim(c.Credential, "0123456789abcdef") != "" {
		return errors.New("the credential: want its 12 characters, as ringwatch agency key list names it")
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		err := store.Register.RevokeCredential(ctx, c.ID, c.Credential)
		if errors.Is(err, graph.ErrNotFound) {
			return fmt.Errorf("%s has no such credential that is good: see ringwatch agency key list %s", c.ID, c.ID)
		}
		if err != nil {
			return err
		}
		fmt.Printf("%s of %s revoked\n", c.Credential, c.ID)
		return nil
	})
}

type keyListCommand struct {
	ID string `arg:"" help:"The agency."`
}

// Run is called by the command line.
func (c *keyListCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		list, err := store.Register.ListCredentials(ctx, c.ID)
		if err != nil {
			return ofAgency(err, c.ID)
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tKIND\tSTATE\tSINCE\tSCOPES\tNAME")
		for i := range list {
			k := &list[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", k.ID(), k.Kind, stateOf(k, time.Now()), k.CreatedAt.Format(time.DateOnly), orAll(k.Scopes), k.Name)
		}
		return w.Flush()
	})
}

// stateOf says whether a credential is good, and until when.
func stateOf(c *graph.Credential, now time.Time) string {
	switch {
	case !c.RevokedAt.IsZero():
		return "revoked"
	case c.ExpiresAt.IsZero():
		return "good"
	case c.ValidAt(now):
		return "good until " + c.ExpiresAt.UTC().Format(time.RFC3339)
	}
	return "expired"
}

// orAll joins what something is held to.
func orAll[T ~string](held []T) string {
	if len(held) == 0 {
		return "all"
	}
	texts := make([]string, len(held))
	for i, one := range held {
		texts[i] = string(one)
	}
	return strings.Join(texts, ",")
}
