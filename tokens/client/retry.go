package client

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Bounds of the pause before a retry.
const (
	firstPause    = 150 * time.Millisecond // on average
	maxPause      = 10 * time.Second       // on average
	maxRetryAfter = 7 * 24 * time.Hour
)

// pauses is exponential backoff with jitter, so that after an outage the clients do not all return
// at the same moment. No pause is shorter than the service asked for.
type pauses struct {
	*backoff.ExponentialBackOff
	min time.Duration // the last Retry-After; 0 if there was none
}

func newPauses() *pauses {
	return &pauses{ExponentialBackOff: &backoff.ExponentialBackOff{
		InitialInterval:     firstPause,
		RandomizationFactor: 0.5,
		Multiplier:          2,
		MaxInterval:         maxPause,
	}}
}

// NextBackOff implements backoff.BackOff.
func (p *pauses) NextBackOff() time.Duration { return max(p.min, p.ExponentialBackOff.NextBackOff()) }

// parseRetryAfter returns the value of Retry-After, and 0 if it is absent or not a number of
// seconds.
func parseRetryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds <= 0 {
		return 0
	}
	return time.Duration(min(seconds, int(maxRetryAfter/time.Second))) * time.Second
}

// maxProblemBytes bounds what is read of a response that is not 200.
const maxProblemBytes = 4096

// statusError returns the error of a status that is not 200, a [backoff.PermanentError] if it must
// not be retried.
func statusError(status int, body []byte) error {
	switch status {
	case http.StatusTooManyRequests:
		return fmt.Errorf("%w: %s", ErrAllowance, detail(body))
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("%w: it answered %d: %s", ErrUnreachable, status, detail(body))
	default:
		return backoff.Permanent(fmt.Errorf("%w: it answered %d: %s", ErrRefused, status, detail(body)))
	}
}

// detail returns the detail of a problem (RFC 9457) if that is a line of plain text.
func detail(body []byte) string {
	var problem struct {
		Detail string `json:"detail"`
	}
	err := json.Unmarshal(body, &problem)
	if err != nil || problem.Detail == "" || len(problem.Detail) > 500 ||
		strings.ContainsFunc(problem.Detail, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "it did not say why"
	}
	return problem.Detail
}
