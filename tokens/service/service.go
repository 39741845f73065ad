package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/tokens"
)

// Options are what a service needs. Keys, Agencies, Ledger and Log are mandatory.
type Options struct {
	// Keys are the custodian's, each of another epoch: one, or while a key is being replaced two.
	Keys []*tokens.Key
	// Agencies is the file of who may ask; it is read again when it changes.
	Agencies string
	// Ledger is the append-only record of volumes; a new file where there is none.
	Ledger string
	Log    logrus.FieldLogger
	// Now is the clock; nil is the system's.
	Now func() time.Time
}

// Service answers agencies. It is safe for concurrent use; close it once nothing asks any more.
type Service struct {
	keys    map[int]*tokens.Key
	epochs  []byte // the answer to GET /v1/epochs
	held    string // the epochs, in words
	agents  *register
	ledger  *ledger
	log     logrus.FieldLogger
	metrics *metrics
	mux     *http.ServeMux
	// busy holds a place for each batch that is evaluated, queue one for each that waits or is.
	busy, queue chan struct{}
}

// maxWaiting is how many batches may wait for a core; who comes then is told to come again.
const maxWaiting = 256

// busyWait is when.
const busyWait = time.Second

// New returns a service. Its errors are those of the files it opens.
func New(o Options) (*Service, error) {
	if len(o.Keys) == 0 {
		return nil, errors.New("the service has no key")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Service{keys: map[int]*tokens.Key{}, log: o.Log, mux: http.NewServeMux(),
		busy: make(chan struct{}, runtime.GOMAXPROCS(0)), queue: make(chan struct{}, maxWaiting)}
	if err := s.hold(o.Keys); err != nil {
		return nil, err
	}
	var err error
	if s.metrics, err = newMetrics(); err != nil {
		return nil, err
	}
	if s.agents, err = newRegister(o.Agencies, o.Now); err != nil {
		return nil, err
	}
	if s.ledger, err = openLedger(o.Ledger, o.Now); err != nil {
		return nil, err
	}
	if day, ahead := s.ledger.ahead(); ahead {
		s.log.WithField("day", day).Warn("the record of volumes is ahead of the clock: no new allowance begins before the day after")
	}
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s.mux.HandleFunc("GET /v1/epochs", s.listEpochs)
	s.mux.HandleFunc("POST /v1/epochs/{epoch}/evaluations", s.evaluate)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "There is POST /v1/epochs/{epoch}/evaluations, GET /v1/epochs and GET /healthz.")
	})
	return s, nil
}

// Close closes the record of volumes.
func (s *Service) Close() error { return s.ledger.close() }

// epochJSON is one key as GET /v1/epochs lists it.
type epochJSON struct {
	Epoch     int    `json:"epoch"`
	PublicKey string `json:"public_key"`
	Suite     string `json:"suite"`
}

func (s *Service) hold(keys []*tokens.Key) error {
	var list []epochJSON
	var held []string
	for _, key := range keys {
		public, err := key.Public()
		if err != nil {
			return err
		}
		if s.keys[key.Epoch()] != nil {
			return fmt.Errorf("two keys are of epoch %d: each epoch has one", key.Epoch())
		}
		s.keys[key.Epoch()] = key
		list = append(list, epochJSON{key.Epoch(), public.String(), tokens.Suite})
	}
	slices.SortFunc(list, func(a, b epochJSON) int { return a.Epoch - b.Epoch })
	for _, e := range list {
		held = append(held, strconv.Itoa(e.Epoch))
	}
	s.held = strings.Join(held, " and ")
	var err error
	s.epochs, err = json.Marshal(map[string]any{"epochs": list})
	return err
}

// statusWriter remembers the status that was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answered := &statusWriter{ResponseWriter: w}
	answered.Header().Set("Cache-Control", "no-store")
	answered.Header().Set("X-Content-Type-Options", "nosniff")
	s.mux.ServeHTTP(answered, r)
	s.metrics.requests.WithLabelValues(strconv.Itoa(answered.status)).Inc()
}

func (s *Service) listEpochs(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.authenticate(w, r); ok {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.epochs) // the client may have left
	}
}

// authenticate finds out which agency asks, or refuses.
func (s *Service) authenticate(w http.ResponseWriter, r *http.Request) (Agency, bool) {
	given := r.Header.Values("Authorization")
	var credential string
	if len(given) == 1 {
		scheme, rest, _ := strings.Cut(given[0], " ")
		if strings.EqualFold(scheme, "Bearer") && credentialPattern.MatchString(rest) {
			credential = rest
		}
	}
	agency, known, err := s.agents.holder(credential)
	if err != nil {
		s.log.WithError(err).Error("nobody is answered until the file of agencies can be read")
		refuseUntil(w, http.StatusServiceUnavailable, "The custodian can't tell now who may ask.", busyWait)
		return Agency{}, false
	}
	if !known {
		w.Header().Set("WWW-Authenticate", `Bearer realm="ringwatch tokens"`)
		refuse(w, http.StatusUnauthorized, "Send Authorization: Bearer and a credential that the custodian gave out and did not revoke.")
		return Agency{}, false
	}
	return agency, true
}

// evaluate answers a batch.
func (s *Service) evaluate(w http.ResponseWriter, r *http.Request) {
	agency, ok := s.authenticate(w, r)
	if !ok {
		return
	}
	epoch, err := strconv.Atoi(r.PathValue("epoch"))
	key := s.keys[epoch]
	if err != nil || key == nil || strconv.Itoa(epoch) != r.PathValue("epoch") {
		refuse(w, http.StatusNotFound, "There is no key of that epoch here. There is one of epoch "+s.held+".")
		return
	}
	elements, ok := readElements(w, r)
	if !ok {
		return
	}
	select {
	case s.queue <- struct{}{}:
		defer func() { <-s.queue }()
	default:
		refuseUntil(w, http.StatusServiceUnavailable, "Too many batches wait already.", busyWait)
		return
	}
	if !s.charge(w, agency, epoch, elements.Len()) {
		return
	}
	select {
	case s.busy <- struct{}{}: // after the disk was waited for, so that no core is idle meanwhile
		defer func() { <-s.busy }()
	case <-r.Context().Done():
		refuseUntil(w, http.StatusServiceUnavailable, "The service stops, or the client left.", busyWait)
		return
	}
	began := time.Now()
	answer, err := key.Evaluate(elements)
	if err != nil {
		s.log.WithError(err).Error("a batch could not be evaluated")
		refuse(w, http.StatusInternalServerError, "Something is wrong on our side. It was logged.")
		return
	}
	s.metrics.evaluated(agency, epoch, elements.Len(), time.Since(began))
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	_, _ = w.Write(answer) // the client may have left
}

// readElements reads and decodes a batch, or refuses it.
func readElements(w http.ResponseWriter, r *http.Request) (*tokens.BlindedElements, bool) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/octet-stream" || r.Header.Get("Content-Encoding") != "" {
		refuse(w, http.StatusUnsupportedMediaType, "Send application/octet-stream, as it is.")
		return nil, false
	}
	const most = tokens.MaxElements * tokens.ElementBytes
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("A batch is at most %d elements: send more in several.", tokens.MaxElements))
		return nil, false
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "The body could not be read to its end.")
		return nil, false
	}
	elements, err := tokens.ParseBlindedElements(body)
	if err != nil {
		refuse(w, http.StatusBadRequest, "The batch was "+err.Error()+".")
		return nil, false
	}
	return elements, true
}

// nearlyUsed is the share of an allowance from which on it is logged how much is used.
const nearlyUsed = 0.8

// charge takes a batch from the agency's allowance and puts it on record, or refuses.
func (s *Service) charge(w http.ResponseWriter, agency Agency, epoch, elements int) bool {
	used, err := s.ledger.charge(agency, epoch, elements)
	s.metrics.charged(agency, used)
	log := s.log.WithFields(logrus.Fields{"agency": agency.ID, "used": used, "allowance": agency.Allowance})
	switch {
	case errors.Is(err, errUsedUp):
		log.WithField("asked", elements).Warn("an allowance is used up")
		refuseUntil(w, http.StatusTooManyRequests, fmt.Sprintf("The day's allowance of %d identifiers does not reach for %d more: %d are used. A new one begins at midnight UTC.", agency.Allowance, elements, used), s.ledger.untilNext())
		return false
	case err != nil:
		log.WithError(err).Error("nothing is answered that can't be put on record")
		refuseUntil(w, http.StatusServiceUnavailable, "The custodian can't keep its record of volumes now.", 10*time.Second)
		return false
	}
	if before, edge := used-elements, int(nearlyUsed*float64(agency.Allowance)); before < edge && used >= edge {
		log.Warn("an allowance is nearly used up")
	}
	return true
}
