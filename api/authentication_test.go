package api

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/httpserve"
)

// issuer is a token issuer for tests.
type issuer struct {
	*httptest.Server
	key  *rsa.PrivateKey
	down bool
}

func newTestIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	i := &issuer{key: key}
	mux := http.NewServeMux()
	serve := func(path string, what func() any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			if i.down {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(what())
		})
	}
	serve("/.well-known/openid-configuration", func() any {
		return map[string]any{
			"issuer": i.URL, "jwks_uri": i.URL + "/keys", "authorization_endpoint": i.URL + "/a", "token_endpoint": i.URL + "/t",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		}
	})
	serve("/keys", func() any {
		return map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "kid": "1", "use": "sig",
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		}}}
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// token returns a token with the signature that its header names.
func (i *issuer) token(t *testing.T, header, claims map[string]any) string {
	t.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(header) + "." + part(claims)
	sum := sha256.Sum256([]byte(signed))
	var signature []byte
	switch header["alg"] {
	case "RS256":
		var err error
		signature, err = rsa.SignPKCS1v15(nil, i.key, crypto.SHA256, sum[:])
		require.NoError(t, err)
	case "HS256": // with the public key as the shared secret, an attack that works on careless libraries
		public, err := x509.MarshalPKIXPublicKey(&i.key.PublicKey)
		require.NoError(t, err)
		m := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
		m.Write([]byte(signed))
		signature = m.Sum(nil)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestAuthentication_BearerTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	i := newTestIssuer(t)
	var err error
	b.api.Issuer, err = NewIssuer(i.URL, "ringwatch")
	require.NoError(t, err)
	b.agencies[graph.CredentialHash(graph.SubjectCredential, "svc-bank")] = graph.Agency{ID: "bank", Kind: graph.Bank}
	b.refresh(t)
	header := func(alg string) map[string]any { return map[string]any{"alg": alg, "kid": "1", "typ": "JWT"} }
	claims := func(change map[string]any) map[string]any {
		c := map[string]any{"iss": i.URL, "aud": "ringwatch", "sub": "svc-bank", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix()}
		for name, value := range change {
			c[name] = value
		}
		return c
	}
	send := func(token string) int {
		r := httptest.NewRequest(http.MethodGet, "/v1/rings", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		b.api.Handler().ServeHTTP(w, r)
		require.NotContains(t, w.Body.String()+b.log.String(), "svc-")
		return w.Code
	}
	i.down = true
	require.Equal(t, http.StatusServiceUnavailable, send(i.token(t, header("RS256"), claims(nil))))
	i.down = false
	b.api.Issuer.(*openID).failedAt = time.Time{}
	good := i.token(t, header("RS256"), claims(nil))
	require.Equal(t, http.StatusOK, send(good))
	other := newTestIssuer(t)
	parts := strings.Split(good, ".")
	forged := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(decoded(t, parts[1])), "svc-bank", "svc-othe", 1)))
	for name, token := range map[string]string{
		"no algorithm":                 i.token(t, header("none"), claims(nil)),
		"no algorithm, spelt":          i.token(t, header("nOnE"), claims(nil)),
		"the public key as the secret": i.token(t, header("HS256"), claims(nil)),
		"another issuer's key":         other.token(t, header("RS256"), claims(nil)),
		"another issuer":               i.token(t, header("RS256"), claims(map[string]any{"iss": other.URL})),
		"another audience":             i.token(t, header("RS256"), claims(map[string]any{"aud": "elsewhere"})),
		"expired":                      i.token(t, header("RS256"), claims(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()})),
		"without expiry":               i.token(t, header("RS256"), claims(map[string]any{"exp": nil})),
		"not valid yet":                i.token(t, header("RS256"), claims(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()})),
		"an unknown subject":           i.token(t, header("RS256"), claims(map[string]any{"sub": "svc-nobody"})),
		"no subject":                   i.token(t, header("RS256"), claims(map[string]any{"sub": ""})),
		"another payload":              parts[0] + "." + forged + "." + parts[2],
		"no signature":                 parts[0] + "." + parts[1] + ".",
		"a hash as the payload":        parts[0] + "." + graph.CredentialHash(graph.SubjectCredential, "svc-bank") + "." + parts[2],
	} {
		require.Equal(t, http.StatusUnauthorized, send(token), name)
	}
	delete(b.agencies, graph.CredentialHash(graph.SubjectCredential, "svc-bank"))
	b.refresh(t)
	require.Equal(t, http.StatusUnauthorized, send(good), "revoking the subject ends a token that is good")
	for _, u := range []string{"http://issuer.example", "ftp://x", "issuer", "https://user:x@issuer.example", ""} {
		_, err := NewIssuer(u, "ringwatch")
		require.Error(t, err, u)
	}
}

func decoded(t *testing.T, part string) []byte {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	require.NoError(t, err)
	return text
}

// authority issues certificates for tests.
type authority struct {
	t           *testing.T
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &authority{t, certificate, key}
}

func (a *authority) issue(change func(*x509.Certificate)) (certificate, key []byte) {
	a.t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &own.PublicKey, a.key)
	require.NoError(a.t, err)
	private, err := x509.MarshalECPrivateKey(own)
	require.NoError(a.t, err)
	certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return certificate, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})
}

func TestAuthentication_Certificates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.agencies[graph.CredentialHash(graph.CertificateCredential, "gateway.axis.example")] = graph.Agency{ID: "bank", Kind: graph.Bank}
	b.refresh(t)
	ours, others, dir := newAuthority(t), newAuthority(t), t.TempDir()
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	certificate, key := ours.issue(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)} })
	authorities := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ours.certificate.Raw})
	secured, err := httpserve.LoadTLS(file("cert", certificate), file("key", key), file("ca", authorities))
	require.NoError(t, err)
	_, err = httpserve.LoadTLS(file("cert", certificate), file("key", key), file("none", []byte("x")))
	require.ErrorContains(t, err, "there is none")
	log := logrus.New()
	log.SetOutput(b.log)
	server := b.serve(t, httpserve.Options{TLS: secured, Log: log})

	send := func(by *authority, change func(*x509.Certificate), authorization string) (int, error) {
		roots := x509.NewCertPool()
		roots.AddCert(ours.certificate)
		config := &tls.Config{RootCAs: roots}
		if by != nil {
			certificate, key := by.issue(change)
			pair, err := tls.X509KeyPair(certificate, key)
			require.NoError(t, err)
			config.Certificates = []tls.Certificate{pair}
		}
		transport := &http.Transport{TLSClientConfig: config}
		defer transport.CloseIdleConnections()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+server.Addr()+"/v1/rings", nil)
		require.NoError(t, err)
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		answer, err := (&http.Client{Transport: transport}).Do(r)
		if err != nil {
			return 0, err
		}
		return answer.StatusCode, answer.Body.Close()
	}
	named := func(name string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.DNSNames = []string{name} }
	}
	for name, c := range map[string]struct {
		by            *authority
		change        func(*x509.Certificate)
		authorization string
		status        int
	}{
		"the agency's certificate":       {ours, named("gateway.axis.example"), "", 200},
		"by its common name":             {ours, func(c *x509.Certificate) { c.Subject.CommonName = "gateway.axis.example" }, "", 200},
		"an unknown name":                {ours, named("gateway.other.example"), "", 401},
		"no certificate":                 {nil, nil, "", 401},
		"a key without a certificate":    {nil, nil, "Bearer " + b.keys[graph.Bank], 200},
		"a wrong key with a certificate": {ours, named("gateway.axis.example"), "Bearer rwk_" + strings.Repeat("a", 52), 401},
		"another authority":              {others, named("gateway.axis.example"), "", 0},
		"expired":                        {ours, func(c *x509.Certificate) { named("gateway.axis.example")(c); c.NotAfter = time.Now().Add(-time.Minute) }, "", 0},
		"a server's certificate":         {ours, func(c *x509.Certificate) { named("gateway.axis.example")(c); c.ExtKeyUsage = c.ExtKeyUsage[1:] }, "", 0},
	} {
		status, err := send(c.by, c.change, c.authorization)
		require.Equal(t, c.status, status, name)
		require.Equal(t, c.status == 0, err != nil, name)
	}
}
