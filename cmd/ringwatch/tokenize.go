package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
	"github.com/ringwatch/ringwatch/internal/tokenise"
	"github.com/ringwatch/ringwatch/tokens"
	tokenclient "github.com/ringwatch/ringwatch/tokens/client"
)

type tokenizeCommand struct {
	Key string `xor:"by" required:"" placeholder:"FILE" type:"existingfile" help:"Make tokens with this key file from ringwatch tokens keygen. For the holder of the key; agencies use --service."`

	Service     string        `xor:"by" required:"" placeholder:"URL" help:"The custodian's service, https://HOST:PORT. It learns how many identifiers are evaluated, and nothing else about them."`
	PublicKey   string        `placeholder:"KEY" help:"Public key of the service, EPOCH:KEY as ringwatch tokens keygen prints it, or a file that holds it. Answers made with another key are refused."`
	Credential  string        `placeholder:"FILE" type:"existingfile" help:"File that holds the credential from ringwatch tokens agency add; only you may read it (mode 0600)."`
	CA          string        `name:"ca" placeholder:"FILE" type:"existingfile" help:"Authorities of the service's certificate in PEM. Default: those of the system."`
	Connections int           `default:"0" help:"Number of batches under way at the service; 0 is two for each core."`
	Retry       time.Duration `default:"2m" help:"How long to retry while the service can't be reached, such as 2m."`

	Region  string            `default:"IN" placeholder:"COUNTRY" help:"Country of numbers in national form, in two letters."`
	CSV     bool              `name:"csv" help:"The input is CSV, see below."`
	Column  map[string]string `mapsep:"none" placeholder:"HEADER=FIELD" help:"Field of a column of the CSV; may be repeated."`
	In      string            `default:"-" placeholder:"FILE" help:"File of raw records, NDJSON or CSV; - is standard input."`
	Out     string            `default:"-" placeholder:"FILE" help:"New file for the records of tokens, readable by you alone; it appears when it is complete. An existing file is never overwritten. - is standard output."`
	Rejects string            `placeholder:"FILE" help:"New file for the refused records, each a line of JSON with line, field and reason. Default: standard error."`

	RotateFrom string `placeholder:"KEY" help:"Write equivalences with an earlier epoch instead of records, see below: the earlier key file with --key, the earlier public key with --service."`
}

// Help is shown by ringwatch tokenize --help.
func (tokenizeCommand) Help() string {
	return `A raw record has a "value" where a record of tokens has a "token": a number in E.164 or national form, an IMEI, or an account as scheme:value.

A record that can't be accepted is reported with its line, field and reason, never with its content; the exit code is then 1.

With --service and files for --in and --out, OUT.partial and OUT.journal save what is done. After any interruption run the same command again: it continues from there and pays no allowance twice.

CSV has a header and one report in each row. A cell can't hold a line break, and an empty cell is unknown. A column is a field if it is named id, occurred_at, category, channel, region, loss, currency, number, device or account; --column 'Mobile no=number' names the field of another column, and --column 'Remarks=-' leaves a column out. Several columns may be number, device or account: the report names all of them.

--rotate-from writes, for each identifier of the raw records, a record that its token of the earlier epoch and that of the new one are the same identifier. Ingest these records after a change of keys, and rings remain as they are.`
}

// collectPercent is how much garbage may accumulate, in percent of the memory in use. In use are a
// few megabytes; with Go's default of 100, collecting takes a seventh of the time of reading
// numbers.
const collectPercent = 800

// Run is called by the command line.
func (c *tokenizeCommand) Run(ctx context.Context) error {
	defer debug.SetGCPercent(debug.SetGCPercent(collectPercent))
	o, err := c.options()
	if err != nil {
		return err
	}
	defer o.Source.Close()
	done, err := tokenise.Run(ctx, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%s tokenized, %d refused\n", countNoun(done.Written, "record"), done.Refused)
	if done.Refused == 0 {
		return nil
	}
	if c.RotateFrom != "" {
		return fmt.Errorf("%s refused (%s); the equivalences of the others are written", countNoun(done.Refused, "record"), c.reasonsAt())
	}
	return errRefused(done.Refused, done.Refused+done.Written, c.reasonsAt(), "are written")
}

// reasonsAt says where the reasons of refusals are.
func (c *tokenizeCommand) reasonsAt() string {
	if c.Rejects == "" {
		return reasonsAbove
	}
	return "reasons in " + c.Rejects
}

func (c *tokenizeCommand) options() (o tokenise.Options, err error) {
	if c.Rejects != "" && c.Rejects != files.Stdio && files.SamePath(c.Rejects, c.Out) {
		return o, errors.New("--rejects and --out are the same file: give each its own")
	}
	o = tokenise.Options{In: c.In, Out: c.Out, Rejects: c.Rejects, Region: c.Region, Messages: os.Stderr}
	if o.Format, err = c.format(); err != nil {
		return o, err
	}
	if c.Service == "" {
		o.Source, err = c.fromKey()
		return o, err
	}
	credential, err := c.credential()
	if err != nil {
		return o, err
	}
	if c.In != files.Stdio && c.Out != files.Stdio {
		settings := fmt.Sprintf("%s %s %s %v %v", c.PublicKey, c.RotateFrom, c.Region, c.CSV, c.Column)
		o.Resume = &tokenise.Resume{Settings: settings, Secret: credential}
	}
	o.Source, err = c.fromService(credential)
	return o, err
}

func (c *tokenizeCommand) format() (tokenise.Format, error) {
	if !c.CSV {
		if len(c.Column) > 0 {
			return tokenise.Format{}, errors.New("--column: want --csv with it")
		}
		return tokenise.NDJSON(), nil
	}
	format, err := tokenise.CSV(c.Column)
	if err != nil {
		return format, fmt.Errorf("--column: %w", err)
	}
	return format, nil
}

func (c *tokenizeCommand) fromKey() (*tokenise.Source, error) {
	current, err := tokens.LoadKey(c.Key)
	if err != nil {
		return nil, err
	}
	var earlier *tokens.Key
	if c.RotateFrom != "" {
		if earlier, err = tokens.LoadKey(c.RotateFrom); err != nil {
			return nil, fmt.Errorf("--rotate-from: %w", err)
		}
	}
	return rotating(tokenise.FromKey(current, earlier))
}

// maxCredentialBytes bounds the file of a credential.
const maxCredentialBytes = 256

func (c *tokenizeCommand) credential() (string, error) {
	if c.PublicKey == "" || c.Credential == "" {
		return "", errors.New("--service: want --public-key and --credential with it; the custodian gives both")
	}
	credential, err := files.ReadSecret(c.Credential, maxCredentialBytes)
	if err != nil {
		return "", fmt.Errorf("--credential: %w", err)
	}
	return credential, nil
}

func (c *tokenizeCommand) fromService(credential string) (*tokenise.Source, error) {
	current, err := publicKey(c.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("--public-key: %w", err)
	}
	var earlier *tokens.PublicKey
	if c.RotateFrom != "" {
		if earlier, err = publicKey(c.RotateFrom); err != nil {
			return nil, fmt.Errorf("--rotate-from: %w", err)
		}
	}
	connections := c.Connections
	if connections <= 0 {
		connections = 2 * runtime.GOMAXPROCS(0)
	}
	return rotating(tokenise.FromService(tokenclient.Options{
		URL: c.Service, Public: current, Credential: credential, CA: c.CA, Connections: connections, Patience: c.Retry,
		OnRetry: func(why error, wait time.Duration) {
			fmt.Fprintf(os.Stderr, "%v: trying again in %s\n", why, wait.Round(100*time.Millisecond))
		},
	}, earlier))
}

// rotating names the flag in the error of epochs in the wrong order.
func rotating(s *tokenise.Source, err error) (*tokenise.Source, error) {
	if errors.Is(err, tokenise.ErrEpochs) {
		return nil, fmt.Errorf("--rotate-from: %w", err)
	}
	return s, err
}

// publicKey reads a public key, or the file that holds one.
func publicKey(text string) (*tokens.PublicKey, error) {
	if strings.Contains(text, ":") {
		if _, err := os.Stat(text); err != nil {
			return tokens.ParsePublicKey(text)
		}
	}
	return tokens.LoadPublicKey(text)
}
