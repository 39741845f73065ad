package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
)

type agencyKeyCommand struct {
	Add    keyAddCommand    `cmd:"" help:"Give an agency another key, a subject of the token issuer, or the name of a certificate."`
	Rotate keyRotateCommand `cmd:"" help:"Give an agency a new key and let its other keys expire soon."`
	Revoke keyRevokeCommand `cmd:"" help:"Revoke one credential immediately."`
	List   keyListCommand   `cmd:"" help:"List the credentials of an agency."`
}

// expiryFlag says how long a credential is valid.
type expiryFlag struct {
	Expires validity `default:"off" placeholder:"DAYS" help:"How long it is valid, such as 90d; off: until it is revoked."`
}

type keyAddCommand struct {
	ID          string   `arg:"" help:"Id of the agency."`
	Scopes      []string `placeholder:"SCOPE,…" help:"Restrict it to these scopes of the agency's, such as checks:make (docs/access.md lists them). Default: all."`
	Subject     string   `xor:"what" placeholder:"SUB" help:"Instead of a key: the subject (sub) of the bearer tokens that the issuer (serve --oidc-issuer) gives the agency."`
	Certificate string   `xor:"what" placeholder:"NAME" help:"Instead of a key: a URI, DNS name or common name in the client certificate that the agency presents."`
	expiryFlag
}

// maxCredentialNameBytes bounds a subject or the name of a certificate.
const maxCredentialNameBytes = 255

// Run is called by the command line.
func (c *keyAddCommand) Run(ctx context.Context, s *settings) error {
	scopes, err := parseScopes(c.Scopes)
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
	if len(credential.Name) > maxCredentialNameBytes || checkName(credential.Name) != nil {
		return fmt.Errorf("--subject, --certificate: want one line of at most %d bytes", maxCredentialNameBytes)
	}
	var key string
	if credential.Kind == graph.KeyCredential {
		if key, credential.Hash, err = access.NewKey(); err != nil {
			return err
		}
	} else {
		credential.Hash = graph.CredentialHash(credential.Kind, credential.Name)
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		if err := store.Register.AddCredential(ctx, c.ID, credential, time.Duration(c.Expires)); err != nil {
			return explainMissing(err, c.ID)
		}
		printCredential(c.ID, credential.ID(), key)
		return nil
	})
}

// printCredential prints a credential; on standard output there is the key alone.
func printCredential(agency, id, key string) {
	if key == "" {
		fmt.Fprintf(os.Stderr, "%s has the credential %s\n", agency, id)
		return
	}
	fmt.Fprintf(os.Stderr, "The key %s of %s. It can't be shown again:\n", id, agency)
	fmt.Println(key)
}

// explainMissing replaces graph.ErrNotFound by an error that says which agency is missing.
func explainMissing(err error, id string) error {
	if errors.Is(err, graph.ErrNotFound) {
		return fmt.Errorf("there is no agency %q: see ringwatch agency list", id)
	}
	return err
}

// parseScopes checks scopes that flags give.
func parseScopes(names []string) (scopes []graph.Scope, err error) {
	for _, name := range names {
		if !slices.Contains(graph.Scopes[:], graph.Scope(name)) {
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
	ID      string        `arg:"" help:"Id of the agency."`
	Overlap time.Duration `default:"24h" help:"How long its other keys remain valid, such as 24h; 0s ends them immediately."`
	Scopes  []string      `placeholder:"SCOPE,…" help:"Restrict the new key to these scopes of the agency's. Default: all."`
	expiryFlag
}

// Help is shown by ringwatch agency key rotate --help.
func (keyRotateCommand) Help() string {
	return `Makes a new key, printed once, and lets every other key of the agency expire after the overlap, which is the time to put the new key in place. Subjects and certificates remain valid. Rotate when a key may have been seen by others: with --overlap 0s the old keys end within a second on every process.`
}

// Run is called by the command line.
func (c *keyRotateCommand) Run(ctx context.Context, s *settings) error {
	scopes, err := parseScopes(c.Scopes)
	if err != nil {
		return err
	}
	if c.Overlap < 0 {
		return errors.New("--overlap: want 0s or more, such as 24h")
	}
	key, hash, err := access.NewKey()
	if err != nil {
		return err
	}
	created := graph.Credential{Kind: graph.KeyCredential, Hash: hash, Scopes: scopes}
	return s.withStore(ctx, func(store *neo.Store) error {
		ending, err := store.Register.RotateKeys(ctx, c.ID, created, time.Duration(c.Expires), c.Overlap)
		if err != nil {
			return explainMissing(err, c.ID)
		}
		fmt.Fprintf(os.Stderr, "%s of %s will expire within %s\n", countNoun(ending, "key"), c.ID, c.Overlap)
		printCredential(c.ID, created.ID(), key)
		return nil
	})
}

type keyRevokeCommand struct {
	ID         string `arg:"" help:"Id of the agency."`
	Credential string `arg:"" help:"Id of the credential, 12 characters, from ringwatch agency key list."`
}

// Run is called by the command line.
func (c *keyRevokeCommand) Run(ctx context.Context, s *settings) error {
	if len(c.Credential) != len(graph.CredentialID(graph.ZeroHash)) || strings.Trim(c.Credential, "0123456789abcdef") != "" {
		return errors.New("the id of the credential: want 12 characters of 0-9 and a-f, from ringwatch agency key list")
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		err := store.Register.RevokeCredential(ctx, c.ID, c.Credential)
		if errors.Is(err, graph.ErrNotFound) {
			return fmt.Errorf("%s has no such credential that is valid: see ringwatch agency key list %s", c.ID, c.ID)
		}
		if err != nil {
			return err
		}
		fmt.Printf("%s of %s revoked\n", c.Credential, c.ID)
		return nil
	})
}

type keyListCommand struct {
	ID string `arg:"" help:"Id of the agency."`
}

// Run is called by the command line.
func (c *keyListCommand) Run(ctx context.Context, s *settings) error {
	return s.withStore(ctx, func(store *neo.Store) error {
		list, err := store.Register.ListCredentials(ctx, c.ID)
		if err != nil {
			return explainMissing(err, c.ID)
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tKIND\tSTATE\tSINCE\tSCOPES\tNAME")
		for i := range list {
			k := &list[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n",
				k.ID(), k.Kind, stateOf(k, time.Now()), k.CreatedAt.Format(time.DateOnly), joinOrAll(k.Scopes), k.Name)
		}
		return w.Flush()
	})
}

// stateOf says whether a credential is valid, and until when.
func stateOf(c *graph.Credential, now time.Time) string {
	switch {
	case !c.RevokedAt.IsZero():
		return "revoked"
	case c.ExpiresAt.IsZero():
		return "valid"
	case c.ValidAt(now):
		return "valid until " + c.ExpiresAt.UTC().Format(time.RFC3339)
	}
	return "expired"
}

// joinOrAll joins restrictions with commas; without any it returns all.
func joinOrAll[T ~string](restrictions []T) string {
	if len(restrictions) == 0 {
		return "all"
	}
	texts := make([]string, len(restrictions))
	for i, r := range restrictions {
		texts[i] = string(r)
	}
	return strings.Join(texts, ",")
}
