package service_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/tokens"
	"github.com/ringwatch/ringwatch/tokens/service"
)

// The service refuses what no agency's client sends, names the element, and charges nothing for it.
func TestService_Refused(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 100)
	server := httptest.NewServer(c.service)
	t.Cleanup(server.Close)
	url := server.URL
	batch, err := c.public.Blind(numbers(2))
	require.NoError(t, err)
	good := batch.Request()
	identity := append(bytes.Clone(good), make([]byte, 32)...)
	order8 := append(bytes.Clone(good[:32]), 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
		0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a)
	bearer := "Bearer " + c.credential
	const octets = "application/octet-stream"
	for name, r := range map[string]struct {
		path, auth, media string
		body              []byte
		status            int
		want              string
	}{
		"identity":        {"/v1/epochs/1/evaluations", bearer, octets, identity, 400, "element 2 is the identity element"},
		"low order":       {"/v1/epochs/1/evaluations", bearer, octets, order8, 400, "element 1 is not the canonical encoding"},
		"nothing":         {"/v1/epochs/1/evaluations", bearer, octets, nil, 400, "1 to 1000 elements"},
		"part":            {"/v1/epochs/1/evaluations", bearer, octets, good[:40], 400, "1 to 1000 elements"},
		"too many":        {"/v1/epochs/1/evaluations", bearer, octets, make([]byte, 1001*32), 413, "at most 1000"},
		"json":            {"/v1/epochs/1/evaluations", bearer, "application/json", good, 415, "octet-stream"},
		"no credential":   {"/v1/epochs/1/evaluations", "", octets, good, 401, "credential"},
		"bad credential":  {"/v1/epochs/1/evaluations", bearer[:len(bearer)-1] + "7", octets, good, 401, "credential"},
		"epoch":           {"/v1/epochs/2/evaluations", bearer, octets, good, 404, "Available epochs: 1."},
		"epoch as 01":     {"/v1/epochs/01/evaluations", bearer, octets, good, 404, "Available epochs: 1."},
		"elsewhere":       {"/v1/nothing", bearer, octets, good, 404, "GET /v1/epochs"},
		"number as epoch": {"/v1/epochs/919876543210/evaluations", bearer, octets, good, 404, "Available epochs: 1."},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+r.path, bytes.NewReader(r.body))
			require.NoError(t, err)
			request.Header.Set("Content-Type", r.media)
			if r.auth != "" {
				request.Header.Set("Authorization", r.auth)
			}
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, r.status, response.StatusCode, "%s", body)
			require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
			require.Contains(t, string(body), r.want)
			require.NotContains(t, string(body), "919876543210")
		})
	}
	_, err = c.client(t, url).Tokens(t.Context(), numbers(100))
	require.NoError(t, err, "none of it was charged")
	metrics := httptest.NewRecorder()
	c.service.Metrics().ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, metrics.Body.String(), `ringwatch_tokens_elements_total{agency="police",epoch="1"} 100`)
	require.Contains(t, metrics.Body.String(), `ringwatch_tokens_used_ratio{agency="police"} 1`)
	require.Contains(t, metrics.Body.String(), `ringwatch_tokens_requests_total{status="401"} 2`)
}

func TestOptions_NameTheField(t *testing.T) {
	t.Parallel()
	key, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	log := logrus.New()
	for field, o := range map[string]service.Options{
		"Keys":     {Agencies: "a", Ledger: "l", Log: log},
		"Agencies": {Keys: []*tokens.Key{key}, Ledger: "l", Log: log},
		"Ledger":   {Keys: []*tokens.Key{key}, Agencies: "a", Log: log},
		"Log":      {Keys: []*tokens.Key{key}, Agencies: "a", Ledger: "l"},
	} {
		_, err := service.New(o)
		require.ErrorContains(t, err, field)
	}
	_, err = service.NewServer(nil, service.ServerOptions{})
	require.ErrorContains(t, err, "Address")
	_, err = service.NewServer(nil, service.ServerOptions{Address: "127.0.0.1:0", Certificate: "c"})
	require.ErrorContains(t, err, "CertificateKey")
}
