package service

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/tokens"
)

func TestService_Panic(t *testing.T) {
	t.Parallel()
	agencies := filepath.Join(t.TempDir(), "agencies")
	_, err := AddAgency(agencies, "police", 10, time.Now())
	require.NoError(t, err)
	key, err := tokens.GenerateKey(1)
	require.NoError(t, err)
	var logged bytes.Buffer
	log := logrus.New()
	log.SetOutput(&logged)
	s, err := New(Options{Keys: []*tokens.Key{key}, Agencies: agencies, Ledger: filepath.Join(t.TempDir(), "ledger"), Log: log})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	const secret = "+919876543210"
	s.mux.HandleFunc("GET /defect", func(http.ResponseWriter, *http.Request) { panic(secret) })

	response := httptest.NewRecorder()
	s.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/defect", nil))
	require.Equal(t, http.StatusInternalServerError, response.Code)
	require.Contains(t, logged.String(), "panic_test.go")
	require.NotContains(t, logged.String()+response.Body.String(), secret)
}
