package service

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/internal/panics"
	"github.com/ringwatch/ringwatch/tokens"
)

// Options configure a Service. Keys, Agencies, Ledger and Log are required.
type Options struct {
	// Keys are the custodian's, each with an epoch of its own: one, or two while a key is replaced.
	Keys []*tokens.Key
	// Agencies is the path of the file of agencies. The service reads it again when it changes.
	Agencies string
	// Ledger is the path of the append-only ledger. It is created if it does not exist.
	Ledger string
	// Log takes warnings and errors. Nothing in it is an identifier, a token or a credential.
	Log logrus.FieldLogger
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

func (o *Options) validate() error {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"Keys", len(o.Keys) == 0}, {"Agencies", o.Agencies == ""}, {"Ledger", o.Ledger == ""}, {"Log", o.Log == nil},
	} {
		if field.missing {
			return errors.New("token service options: " + field.name + " is missing")
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return nil
}

// Service evaluates blinded elements for agencies. It is an http.Handler, safe for concurrent use.
// Close it after the last request.
type Service struct {
	keys        *keyring
	credentials *credentialIndex
	ledger      *ledger
	log         logrus.FieldLogger
	metrics     *metrics
	mux         *http.ServeMux
	// queue has a slot for each batch that waits or is evaluated, workers one for each that is
	// evaluated.
	queue, workers chan struct{}
}

// maxQueued is how many batches may wait or be evaluated at a time. The service answers 503 to
// others.
const maxQueued = 256

// retryAfter is sent with that 503.
const retryAfter = time.Second

// New returns a service. It returns an error if the options are incomplete or two keys have one
// epoch, [ErrAgency] or [ErrLedger] for a damaged file, or the system's error.
func New(o Options) (*Service, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	s := &Service{
		log:     o.Log,
		mux:     http.NewServeMux(),
		queue:   make(chan struct{}, maxQueued),
		workers: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	var err error
	if s.keys, err = newKeyring(o.Keys); err != nil {
		return nil, fmt.Errorf("token service options: Keys: %w", err)
	}
	if s.metrics, err = newMetrics(); err != nil {
		return nil, err
	}
	if s.credentials, err = newCredentialIndex(o.Agencies, o.Now); err != nil {
		return nil, err
	}
	if s.ledger, err = openLedger(o.Ledger, o.Now); err != nil {
		return nil, err
	}
	if day, ahead := s.ledger.aheadOfClock(); ahead {
		s.log.WithField("day", day).
			Warn("the ledger's last day is after the clock's: no new allowance begins before the day after it; check the clock")
	}
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s.mux.HandleFunc("GET /v1/epochs", s.listEpochs)
	s.mux.HandleFunc("POST /v1/epochs/{epoch}/evaluations", s.evaluate)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "The routes are POST /v1/epochs/{epoch}/evaluations, GET /v1/epochs and GET /healthz.")
	})
	return s, nil
}

// Close closes the ledger.
func (s *Service) Close() error { return s.ledger.close() }

// ServeHTTP answers one request. If a handler panics, it logs where, without the value, and answers
// 500.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	recorder := &statusRecorder{ResponseWriter: w}
	recorder.Header().Set("Cache-Control", "no-store")
	recorder.Header().Set("X-Content-Type-Options", "nosniff")
	defer func() {
		if value := recover(); value != nil {
			s.log.WithFields(panics.Describe(value).Fields()).Error("a request failed by a defect")
			refuse(recorder, http.StatusInternalServerError, serviceFailed)
		}
		s.metrics.requests.WithLabelValues(strconv.Itoa(recorder.status)).Inc()
	}()
	s.mux.ServeHTTP(recorder, r)
}

// serviceFailed is the detail of a 500.
const serviceFailed = "The custodian's service failed. The error is in its log."

// statusRecorder records the status of a response.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (w *statusRecorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusRecorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}
