package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/ringwatch/ringwatch/internal/scrub"
	"github.com/ringwatch/ringwatch/tokens"
	tokenservice "github.com/ringwatch/ringwatch/tokens/service"
)

type keygenCommand struct {
	Out   string `required:"" placeholder:"FILE" help:"New file for the key, readable by you alone. An existing file is never overwritten."`
	Epoch int    `default:"1" help:"Epoch of the key, 1 to 9999: its tokens begin with tk and this number."`
}

// Run is called by the command line.
func (c *keygenCommand) Run() error {
	key, err := tokens.GenerateKey(c.Epoch)
	if err != nil {
		return err
	}
	public, err := key.Public()
	if err != nil {
		return err
	}
	if err := key.Save(c.Out); err != nil {
		return err
	}
	fmt.Printf("%s: the key of epoch %d. Whoever has it can test guesses of a token's identifier: "+
		"never store it on the platform, and store a copy in a safe place.\n"+
		"public key: %s\n", c.Out, key.Epoch(), public)
	return nil
}

type tokensServeCommand struct {
	Key            []string `placeholder:"FILE" type:"existingfile" help:"Key file from ringwatch tokens keygen; repeat it with another epoch's while keys change. Default: the content of a key file in $$RINGWATCH_TOKENS_KEY."`
	Agencies       string   `default:"agencies.json" env:"RINGWATCH_TOKENS_AGENCIES" help:"File of agencies that ringwatch tokens agency writes."`
	Ledger         string   `default:"volumes.ndjson" env:"RINGWATCH_TOKENS_LEDGER" help:"Append-only log of how many identifiers each agency had evaluated, one line for each batch; created if missing."`
	Listen         string   `default:"127.0.0.1:8443" env:"RINGWATCH_TOKENS_LISTEN" help:"Address that the service listens on; port 0 is any free one."`
	Certificate    string   `env:"RINGWATCH_TOKENS_CERTIFICATE" type:"existingfile" placeholder:"FILE" help:"TLS certificate in PEM. Without it only this machine can connect."`
	CertificateKey string   `env:"RINGWATCH_TOKENS_CERTIFICATE_KEY" type:"existingfile" placeholder:"FILE" help:"Private key of that certificate in PEM."`
	Metrics        string   `env:"RINGWATCH_TOKENS_METRICS" placeholder:"HOST:PORT" help:"Loopback address that serves /metrics; metrics show how much each agency has evaluated. Default: no metrics."`
}

// Help is shown by ringwatch tokens serve --help.
func (tokensServeCommand) Help() string {
	return `Runs on the custodian's premises and needs no database. Agencies send blinded identifiers and get them evaluated with the key, with a proof. The service learns which agency asks, when, and for how many identifiers.

A batch is in the ledger before it is answered. When an agency's daily allowance (UTC) is used up, it is refused until the next day, also after a restart or a change of the clock; at 80% a warning is logged.

Ctrl-C or SIGTERM lets batches under way finish.`
}

// secretKey is the environment variable that may hold the content of a key file.
const secretKey = "RINGWATCH_TOKENS_KEY"

// Run is called by the command line.
func (c *tokensServeCommand) Run(ctx context.Context, s *settings) error {
	if err := scrub.NoMemoryDumps(); err != nil {
		return err
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	custodian, err := tokenservice.New(tokenservice.Options{Keys: keys, Agencies: c.Agencies, Ledger: c.Ledger, Log: s.logger()})
	if err != nil {
		return err
	}
	server, err := tokenservice.NewServer(custodian, tokenservice.ServerOptions{
		Address: c.Listen, Certificate: c.Certificate, CertificateKey: c.CertificateKey, Metrics: c.Metrics,
	})
	if err == nil {
		err = server.Run(ctx)
	}
	return errors.Join(err, custodian.Close())
}

func (c *tokensServeCommand) keys() ([]*tokens.Key, error) {
	secret, given := os.LookupEnv(secretKey)
	if err := os.Unsetenv(secretKey); err != nil { // no child process and no crash report needs it
		return nil, err
	}
	switch {
	case given && len(c.Key) > 0:
		return nil, fmt.Errorf("--key and %s are both set: give only one of them", secretKey)
	case !given && len(c.Key) == 0:
		return nil, fmt.Errorf("the key is missing: give --key FILE, or the content of a key file in %s", secretKey)
	}
	if given {
		key, err := tokens.ParseKey([]byte(secret))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", secretKey, err)
		}
		return []*tokens.Key{key}, nil
	}
	var keys []*tokens.Key
	for _, name := range c.Key {
		key, err := tokens.LoadKey(name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

type tokensAgencyCommand struct {
	Agencies string `default:"agencies.json" env:"RINGWATCH_TOKENS_AGENCIES" help:"File of the agencies, readable by you alone; created if missing."`

	Add    tokensAgencyAddCommand    `cmd:"" help:"Let an agency use the service, or give it another credential or allowance; the credential is printed once."`
	List   tokensAgencyListCommand   `cmd:"" help:"List the agencies with their allowances and numbers of credentials."`
	Revoke tokensAgencyRevokeCommand `cmd:"" help:"Revoke all credentials of an agency."`
}

type tokensAgencyAddCommand struct {
	ID        string `arg:"" help:"Id of the agency: 1 to 63 of a-z, 0-9 and -."`
	Allowance int    `default:"100000" help:"Identifiers that it may have evaluated in a day (UTC). Set it near what the agency files: with a billion a day one can try all phone numbers."`
}

// Run is called by the command line.
func (c *tokensAgencyAddCommand) Run(parent *commands) error {
	credential, err := tokenservice.AddAgency(parent.Tokens.Agency.Agencies, c.ID, c.Allowance, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "The credential of %s. It can't be shown again:\n", c.ID)
	fmt.Println(credential)
	return nil
}

type tokensAgencyListCommand struct{}

// Run is called by the command line.
func (tokensAgencyListCommand) Run(parent *commands) error {
	all, err := tokenservice.ListAgencies(parent.Tokens.Agency.Agencies)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tALLOWANCE\tCREDENTIALS\tSINCE")
	for _, a := range all {
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", a.ID, a.Allowance, len(a.Credentials), a.AddedAt.Format("2006-01-02"))
	}
	return w.Flush()
}

type tokensAgencyRevokeCommand struct {
	ID string `arg:"" help:"Id of the agency."`
}

// Run is called by the command line.
func (c *tokensAgencyRevokeCommand) Run(parent *commands) error {
	n, err := tokenservice.RevokeAgency(parent.Tokens.Agency.Agencies, c.ID)
	if errors.Is(err, tokenservice.ErrNoAgency) {
		return fmt.Errorf("there is no agency %q: see ringwatch tokens agency list", c.ID)
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s of %s revoked\n", countNoun(n, "credential"), c.ID)
	return nil
}
