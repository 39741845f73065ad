package service

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/tokens"
)

// evaluate answers POST /v1/epochs/{epoch}/evaluations.
func (s *Service) evaluate(w http.ResponseWriter, r *http.Request) {
	agency, ok := s.authenticate(w, r)
	if !ok {
		return
	}
	key := s.keys.key(r.PathValue("epoch"))
	if key == nil {
		refuse(w, http.StatusNotFound, "The custodian has no key of that epoch. Available epochs: "+s.keys.epochs+".")
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
		refuseWithRetry(w, http.StatusServiceUnavailable, "The queue of batches is full.", retryAfter)
		return
	}
	if !s.charge(w, agency, key.Epoch(), elements.Len()) {
		return
	}
	select {
	case s.workers <- struct{}{}: // after the ledger, so that no core is idle while the disk works
		defer func() { <-s.workers }()
	case <-r.Context().Done():
		refuseWithRetry(w, http.StatusServiceUnavailable, "The service is stopping, or the client disconnected.", retryAfter)
		return
	}
	start := time.Now()
	response, err := key.Evaluate(elements)
	if err != nil {
		s.log.WithError(err).Error("a batch could not be evaluated")
		refuse(w, http.StatusInternalServerError, serviceFailed)
		return
	}
	s.metrics.evaluated(agency, key.Epoch(), elements.Len(), time.Since(start))
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(response)))
	_, _ = w.Write(response) // the client may have disconnected
}

// readElements reads and decodes a batch, or refuses the request.
func readElements(w http.ResponseWriter, r *http.Request) (*tokens.BlindedElements, bool) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/octet-stream" || r.Header.Get("Content-Encoding") != "" {
		refuse(w, http.StatusUnsupportedMediaType, "Send application/octet-stream without a Content-Encoding.")
		return nil, false
	}
	const maxBody = tokens.MaxElements * tokens.ElementBytes
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		refuse(w, http.StatusRequestEntityTooLarge,
			fmt.Sprintf("A batch is at most %d elements: send more in several batches.", tokens.MaxElements))
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

// warnShare is the share of an allowance at which the log warns that it is nearly used up.
const warnShare = 0.8

// ledgerRetryAfter is sent with the 503 while the ledger cannot be written.
const ledgerRetryAfter = 10 * time.Second

// charge charges a batch to the agency's allowance and writes it to the ledger, or refuses the
// request.
func (s *Service) charge(w http.ResponseWriter, agency Agency, epoch, elements int) bool {
	used, err := s.ledger.charge(agency, epoch, elements)
	s.metrics.charged(agency, used)
	log := s.log.WithFields(logrus.Fields{"agency": agency.ID, "used": used, "allowance": agency.Allowance})
	switch {
	case errors.Is(err, errAllowance):
		log.WithField("requested", elements).Warn("an allowance is used up")
		detail := fmt.Sprintf("The day's allowance is %d identifiers, and %d are used: %d more exceed it. A new one begins at midnight UTC.",
			agency.Allowance, used, elements)
		refuseWithRetry(w, http.StatusTooManyRequests, detail, s.ledger.untilNextDay())
		return false
	case err != nil:
		log.WithError(err).Error("the ledger can't be written: no batch is answered until it can")
		refuseWithRetry(w, http.StatusServiceUnavailable, "The custodian can't write its ledger now.", ledgerRetryAfter)
		return false
	}
	if threshold := int(warnShare * float64(agency.Allowance)); used-elements < threshold && used >= threshold {
		log.Warn("an allowance is nearly used up")
	}
	return true
}
