package client

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/tokens"
	"github.com/ringwatch/ringwatch/tokens/service"
)

// custodian is a real service with one agency.
type custodian struct {
	service    *service.Service
	key        *tokens.Key
	public     *tokens.PublicKey
	credential string
	log        *bytes.Buffer
	clock      atomic.Int64 // seconds ahead
	dir        string
}

func newCustodian(t *testing.T, allowance int, keys ...*tokens.Key) *custodian {
	t.Helper()
	c := &custodian{log: &bytes.Buffer{}, dir: t.TempDir()}
	if len(keys) == 0 {
		key, err := tokens.GenerateKey(1)
		require.NoError(t, err)
		keys = []*tokens.Key{key}
	}
	c.key = keys[0]
	var err error
	c.public, err = c.key.Public()
	require.NoError(t, err)
	c.credential, err = service.AddAgency(c.path("agencies"), "police", allowance, time.Now())
	require.NoError(t, err)
	log := logrus.New()
	log.SetOutput(c.log)
	c.service, err = service.New(service.Options{
		Keys: keys, Agencies: c.path("agencies"), Ledger: c.path("volumes"), Log: log,
		Now: func() time.Time { return time.Now().Add(time.Duration(c.clock.Load()) * time.Second) },
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.service.Close()) })
	return c
}

func (c *custodian) path(name string) string { return filepath.Join(c.dir, name) }

// serving returns the URL of a server with the handler, which may be a faulty one.
func serving(t *testing.T, handler http.Handler) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}

func (c *custodian) client(t *testing.T, url string, public *tokens.PublicKey) *Client {
	t.Helper()
	client, err := New(Options{URL: url, Public: public, Credential: c.credential, Patience: 5 * time.Second})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

func numbers(count int) []tokens.Identifier {
	ids := make([]tokens.Identifier, count)
	for i := range ids {
		ids[i] = tokens.Identifier{Kind: tokens.KindNumber, Normalised: fmt.Sprintf("+91%010d", 9000000000+i)}
	}
	return ids
}

// tampered is the service with a change to its responses.
func (c *custodian) tampered(change func(status int, body []byte) (int, []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		c.service.ServeHTTP(recorded, r)
		status, body := change(recorded.Code, recorded.Body.Bytes())
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
}

func TestClient_SameAsKeyHolder(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	ids := numbers(601)
	got, err := c.client(t, serving(t, c.service), c.public).Tokens(t.Context(), ids)
	require.NoError(t, err)
	for i, id := range ids {
		want, err := c.key.Token(id.Kind, id.Normalised)
		require.NoError(t, err)
		require.Equal(t, want, got[i])
	}
	require.Empty(t, c.log.String(), "normal work logs nothing")
}

// The network sees no identifier and no two equal elements, neither within a batch nor across
// batches.
func TestClient_WireRevealsNothing(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	var mu sync.Mutex
	var sent [][]byte
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(c.service)
	require.NoError(t, server.Listener.Close())
	server.Listener = recordingListener{listener, func(p []byte) {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, bytes.Clone(p))
	}}
	server.Start()
	t.Cleanup(server.Close)
	same := tokens.Identifier{Kind: tokens.KindNumber, Normalised: "+919876501234"}
	ids := []tokens.Identifier{same, same, {Kind: tokens.KindDevice, Normalised: "49015420323751"}, same, {Kind: tokens.KindAccount, Normalised: "upi:quokka@bank"}}
	client := c.client(t, "http://"+listener.Addr().String(), c.public)
	first, err := client.Tokens(t.Context(), ids)
	require.NoError(t, err)
	second, err := client.Tokens(t.Context(), ids)
	require.NoError(t, err)
	require.Equal(t, first, second)
	require.Equal(t, first[0], first[3])

	mu.Lock()
	defer mu.Unlock()
	wire := bytes.Join(sent, nil)
	for _, text := range []string{"9876501234", "49015420323751", "quokka", "number:", "device:", "account:", first[0], first[0][4:]} {
		require.NotContains(t, string(wire), text)
	}
	seen := map[string]bool{}
	bodies := 0
	for rest := wire; ; bodies++ {
		head, after, found := bytes.Cut(rest, []byte("\r\n\r\n"))
		if !found {
			break
		}
		require.Contains(t, string(head), "Content-Length: 160")
		for i := range len(ids) {
			element := string(after[i*32:][:32])
			require.False(t, seen[element], "an element was sent twice")
			seen[element] = true
		}
		rest = after[160:]
	}
	require.Equal(t, 2, bodies)
}

// recordingListener passes on what its connections receive.
type recordingListener struct {
	net.Listener
	record func([]byte)
}

func (l recordingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &recordingConn{conn, l.record}, err
}

type recordingConn struct {
	net.Conn
	record func([]byte)
}

func (c *recordingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.record(p[:n])
	return n, err
}

func TestClient_FlippedByte(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	for name, at := range map[string]int{"evaluation": 3, "proof": 4*32 + 5} {
		url := serving(t, c.tampered(func(status int, body []byte) (int, []byte) {
			body[at] ^= 4
			return status, body
		}))
		got, err := c.client(t, url, c.public).Tokens(t.Context(), numbers(4))
		require.ErrorIs(t, err, tokens.ErrEvaluation, name)
		require.Nil(t, got)
	}
	url := serving(t, c.tampered(func(status int, body []byte) (int, []byte) { return status, body[:len(body)-1] }))
	_, err := c.client(t, url, c.public).Tokens(t.Context(), numbers(4))
	require.ErrorIs(t, err, tokens.ErrEvaluation)
}

func TestClient_WrongKeyOrEpoch(t *testing.T) {
	t.Parallel()
	one, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	two, err := tokens.GenerateKey(2)
	require.NoError(t, err)
	c := newCustodian(t, 10_000, one, two)
	url := serving(t, c.service)
	for _, key := range []*tokens.Key{one, two} {
		public, err := key.Public()
		require.NoError(t, err)
		got, err := c.client(t, url, public).Tokens(t.Context(), numbers(1))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(got[0], fmt.Sprintf("tk%d_", key.Epoch())))
	}
	three, err := tokens.GenerateKey(3)
	require.NoError(t, err)
	public, err := three.Public()
	require.NoError(t, err)
	_, err = c.client(t, url, public).Tokens(t.Context(), numbers(1))
	require.ErrorIs(t, err, ErrRefused)
	require.ErrorContains(t, err, "Available epochs: 1 and 2.")

	other, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	public, err = other.Public()
	require.NoError(t, err)
	_, err = c.client(t, url, public).Tokens(t.Context(), numbers(1))
	require.ErrorIs(t, err, tokens.ErrEvaluation, "the right epoch of another key")
}

func TestClient_AllowanceUsedUp(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 100)
	client := c.client(t, serving(t, c.service), c.public)
	_, err := client.Tokens(t.Context(), numbers(100))
	require.NoError(t, err)
	_, err = client.Tokens(t.Context(), numbers(1))
	require.ErrorIs(t, err, ErrAllowance, "midnight is too far away to wait for it")
	require.ErrorContains(t, err, "100 are used")
	require.Contains(t, c.log.String(), "an allowance is nearly used up")
	require.Contains(t, c.log.String(), "an allowance is used up")
	c.clock.Store(-48 * 3600)
	_, err = client.Tokens(t.Context(), numbers(1))
	require.ErrorIs(t, err, ErrAllowance, "a clock set back gives nothing back")
	c.clock.Store(24 * 3600)
	_, err = client.Tokens(t.Context(), numbers(100))
	require.NoError(t, err)
}

// The client retries while the service is down or busy, for as long as its patience lasts.
func TestClient_Retries(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	var tries, waits atomic.Int64
	url := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch tries.Add(1) {
		case 1:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			panic(http.ErrAbortHandler) // the connection breaks
		default:
			c.service.ServeHTTP(w, r)
		}
	}))
	client, err := New(Options{URL: url, Public: c.public, Credential: c.credential, OnRetry: func(_ error, pause time.Duration) {
		if waits.Add(1) == 1 {
			require.Equal(t, time.Second, pause, "the service's Retry-After")
		}
	}})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	_, err = client.Tokens(t.Context(), numbers(3))
	require.NoError(t, err)
	require.EqualValues(t, 3, tries.Load())
	require.EqualValues(t, 2, waits.Load())
}

func TestClient_Unreachable(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	got, err := New(Options{URL: "http://127.0.0.1:1", Public: c.public, Credential: c.credential, Patience: time.Millisecond})
	require.NoError(t, err)
	_, err = got.Tokens(t.Context(), numbers(1))
	require.ErrorIs(t, err, ErrUnreachable)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = got.Tokens(ctx, numbers(1))
	require.ErrorIs(t, err, context.Canceled)
}

func TestClient_Redirected(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	var called atomic.Bool
	elsewhere := serving(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	url := serving(t, http.RedirectHandler(elsewhere, http.StatusTemporaryRedirect))
	_, err := c.client(t, url, c.public).Tokens(t.Context(), numbers(1))
	require.ErrorIs(t, err, ErrRefused)
	require.False(t, called.Load())
}

func TestNew_Refused(t *testing.T) {
	t.Parallel()
	c := newCustodian(t, 10_000)
	for _, url := range []string{"", "x", "ftp://host", "https://", "https://user:pw@host", "https://host?x=1", "http://custodian.example:80"} {
		_, err := New(Options{URL: url, Public: c.public, Credential: c.credential})
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), "pw")
	}
	_, err := New(Options{URL: "https://host", Public: c.public, Credential: "a\r\nX: y"})
	require.ErrorContains(t, err, "Credential")
	for field, o := range map[string]Options{
		"Public":      {URL: "https://host", Credential: "rwt_x"},
		"Credential":  {URL: "https://host", Public: c.public},
		"Connections": {URL: "https://host", Public: c.public, Credential: "rwt_x", Connections: -1},
		"Patience":    {URL: "https://host", Public: c.public, Credential: "rwt_x", Patience: -1},
	} {
		_, err := New(o)
		require.ErrorContains(t, err, field)
	}
}
