package service_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/startstop"
	"github.com/ringwatch/ringwatch/internal/startstop/startstoptest"
	"github.com/ringwatch/ringwatch/tokens/client"
	"github.com/ringwatch/ringwatch/tokens/service"
)

// The server speaks TLS to clients that trust its certificate, refuses plain HTTP to other
// machines, and stops.
func TestServer_TLS(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	certificate, key := selfSigned(t)
	server := c.server(t, service.ServerOptions{
		Address: "127.0.0.1:0", Certificate: certificate, CertificateKey: key, Metrics: "127.0.0.1:0",
	})
	require.NoError(t, server.Start(t.Context()))
	url := server.URL()
	require.True(t, strings.HasPrefix(url, "https://"))
	trusting, err := client.New(client.Options{URL: url, Public: c.public, Credential: c.credential, CA: certificate})
	require.NoError(t, err)
	_, err = trusting.Tokens(t.Context(), numbers(3))
	require.NoError(t, err)
	trusting.Close()
	_, err = c.client(t, url).Tokens(t.Context(), numbers(3))
	require.ErrorIs(t, err, client.ErrRefused, "no trusted authority signed the certificate")
	scrape, err := http.Get(server.MetricsURL())
	require.NoError(t, err)
	require.NoError(t, scrape.Body.Close())
	require.Equal(t, http.StatusOK, scrape.StatusCode)
	require.NoError(t, server.Stop(t.Context()))

	err = c.server(t, service.ServerOptions{Address: "0.0.0.0:0"}).Start(t.Context())
	require.ErrorContains(t, err, "over TLS only")
}

func TestServer_Lifecycle(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	startstoptest.Stress(t, func(t *testing.T) startstop.Service {
		return c.server(t, service.ServerOptions{Address: "127.0.0.1:0", Metrics: "127.0.0.1:0"})
	})
}

// Run serves until its context ends, and logs the public key that agencies pin.
func TestServer_Run(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	server := c.server(t, service.ServerOptions{Address: "127.0.0.1:0"})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.ErrorIs(t, server.Run(ctx), context.Canceled, "it was stopped before it started")

	server = c.server(t, service.ServerOptions{Address: "127.0.0.1:0"})
	ctx, stop = context.WithCancel(t.Context())
	c.onLog = func(line []byte) {
		if bytes.Contains(line, []byte("serving")) {
			stop()
		}
	}
	require.NoError(t, server.Run(ctx))
	require.Contains(t, c.log.String(), c.public.String())
}

func selfSigned(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	got, err := x509.CreateCertificate(rand.Reader, &template, &template, private.Public(), private)
	require.NoError(t, err)
	encoded, err := x509.MarshalECPrivateKey(private)
	require.NoError(t, err)
	dir := t.TempDir()
	certificate, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: got}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded}), 0o600))
	return certificate, key
}
