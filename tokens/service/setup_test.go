package service_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/tokens"
	"github.com/ringwatch/ringwatch/tokens/client"
	"github.com/ringwatch/ringwatch/tokens/service"
)

// custodian is a service with one key and one agency.
type custodian struct {
	service    *service.Service
	public     *tokens.PublicKey
	credential string
	log        bytes.Buffer
	onLog      func(line []byte) // called with each line, if set
}

// Write takes the service's log.
func (c *custodian) Write(line []byte) (int, error) {
	if c.onLog != nil {
		c.onLog(line)
	}
	return c.log.Write(line)
}

func newCustodian(t *testing.T, allowance int) *custodian {
	t.Helper()
	c := &custodian{}
	key, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	c.public, err = key.Public()
	require.NoError(t, err)
	agencies := filepath.Join(t.TempDir(), "agencies")
	c.credential, err = service.AddAgency(agencies, "police", allowance, time.Now())
	require.NoError(t, err)
	log := logrus.New()
	log.SetOutput(c)
	c.service, err = service.New(service.Options{
		Keys: []*tokens.Key{key}, Agencies: agencies, Ledger: filepath.Join(t.TempDir(), "ledger"), Log: log,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.service.Close()) })
	return c
}

func (c *custodian) server(t *testing.T, o service.ServerOptions) *service.Server {
	t.Helper()
	server, err := service.NewServer(c.service, o)
	require.NoError(t, err)
	return server
}

// client returns an agency's client of the service at a URL.
func (c *custodian) client(t *testing.T, url string) *client.Client {
	t.Helper()
	agency, err := client.New(client.Options{URL: url, Public: c.public, Credential: c.credential, Patience: 5 * time.Second})
	require.NoError(t, err)
	t.Cleanup(agency.Close)
	return agency
}

func numbers(count int) []tokens.Identifier {
	ids := make([]tokens.Identifier, count)
	for i := range ids {
		ids[i] = tokens.Identifier{Kind: tokens.KindNumber, Normalised: fmt.Sprintf("+91%010d", 9000000000+i)}
	}
	return ids
}
