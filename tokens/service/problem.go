package service

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// problem is an error response (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// refuse responds with a problem. Its text holds nothing that the client sent.
func refuse(w http.ResponseWriter, status int, detail string) {
	body, err := json.Marshal(problem{"about:blank", http.StatusText(status), status, detail})
	if err != nil { // cannot happen: strings and numbers always marshal
		body = []byte(`{"type":"about:blank"}`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have disconnected
}

// refuseWithRetry responds with a problem and with Retry-After, in whole seconds, rounded up.
func refuseWithRetry(w http.ResponseWriter, status int, detail string, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	refuse(w, status, detail)
}
