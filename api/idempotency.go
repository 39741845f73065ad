package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// idempotentRoutes store their responses by idempotency key. Records and checks need no key: to
// repeat the request changes nothing.
var idempotentRoutes = []string{
	"POST /v1/rings/{id}/feedback", "POST /v1/runs",
	"POST /v1/reverifications/{token}", "POST /v1/disputes", "POST /v1/disputes/{id}/decision",
}

// replayResponse gives a repeated request the stored response
// (draft-ietf-httpapi-idempotency-key-header-07).
func (a *API) replayResponse(c *gin.Context) {
	if !stateOf(c).endpoint.idempotent {
		return
	}
	key := c.GetHeader("Idempotency-Key")
	if key == "" {
		return
	}
	body, ok := readAll(c)
	if !ok {
		return
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	hash := sha256.New()
	_, _ = io.WriteString(hash, c.Request.Method+" "+c.Request.URL.Path+"\x00"+c.GetHeader("Content-Type")+"\x00")
	_, _ = hash.Write(body)
	agency, holder := callerOf(c).Agency.ID, requestID(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	stored, err := a.Stores.Idempotency.BeginRequest(ctx, agency, key, hex.EncodeToString(hash.Sum(nil)), holder)
	switch {
	case errors.Is(err, graph.ErrConflict):
		respondProblem(c, gen.ProblemIdempotencyInProgress,
			"A request with this idempotency key is still in progress. Send it again later to get its response.")
	case errors.Is(err, graph.ErrOtherRequest):
		respondProblem(c, gen.ProblemIdempotencyKeyReused,
			"This idempotency key was used for another request. Use a new key.")
	case err != nil:
		a.respondError(c, err)
	case stored != nil:
		c.Abort()
		c.Header("Idempotent-Replayed", "true")
		if stored.Location != "" {
			c.Header("Location", stored.Location)
		}
		c.Data(stored.Status, stored.MediaType, stored.Body)
	default:
		a.handleAndStore(c, agency, key, holder)
	}
}

// handleAndStore handles a request and stores a successful response. After a refusal or an error it
// frees the key, so that the client can send the same request again.
func (a *API) handleAndStore(c *gin.Context, agency, key, holder string) {
	writer := &recordingWriter{ResponseWriter: c.Writer}
	c.Writer = writer
	succeeded := false
	defer func() {
		// The response must be stored even if the client has left.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), queryTimeout)
		defer cancel()
		var err error
		if succeeded {
			header := writer.Header()
			err = a.Stores.Idempotency.StoreResponse(ctx, agency, key, holder, graph.StoredResponse{
				Status: writer.Status(), MediaType: header.Get("Content-Type"),
				Location: header.Get("Location"), Body: writer.body.Bytes(),
			})
		} else {
			err = a.Stores.Idempotency.AbandonRequest(ctx, agency, key, holder)
		}
		if err != nil { // the key becomes free in a minute
			a.Log.WithField("request_id", requestID(c)).WithError(err).Warn("the response to an idempotency key was not stored")
		}
	}()
	c.Request.Header.Del("Accept-Encoding") // store it uncompressed
	c.Next()
	succeeded = writer.Status() < http.StatusBadRequest
}

// recordingWriter records the body that is written.
type recordingWriter struct {
	gin.ResponseWriter
	body bytes.Buffer
}

// Unwrap gives stateOf the wrapped writer.
func (w *recordingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Write implements http.ResponseWriter.
func (w *recordingWriter) Write(p []byte) (int, error) {
	w.body.Write(p)
	return w.ResponseWriter.Write(p)
}

// WriteString implements gin.ResponseWriter.
func (w *recordingWriter) WriteString(s string) (int, error) {
	w.body.WriteString(s)
	return w.ResponseWriter.WriteString(s)
}
