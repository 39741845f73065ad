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

	"github.com/ringwatch/ringwatch/graph"
)

// replayable are the routes whose answers are kept by idempotency key. Records and checks
// need none: sending the same again changes nothing.
var replayable = []string{
	"POST /v1/rings/:id/feedback", "POST /v1/runs",
	"POST /v1/reverifications/:token", "POST /v1/disputes", "POST /v1/disputes/:id/decision",
}

// replay gives a request that was made before with the same idempotency key the answer
// that it got then (draft-ietf-httpapi-idempotency-key-header-07).
func (a *API) replay(c *gin.Context) {
	if !askedOf(c).at.replayable {
		return
	}
	key := c.GetHeader("Idempotency-Key")
	if key == "" {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxObject))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			answerProblem(c, http.StatusRequestEntityTooLarge, "The body is larger than this route takes.")
		} else {
			answerProblem(c, http.StatusBadRequest, "The body could not be read to its end.")
		}
		return
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	hash := sha256.New()
	_, _ = io.WriteString(hash, c.Request.Method+" "+c.Request.URL.Path+"\x00"+c.GetHeader("Content-Type")+"\x00")
	_, _ = hash.Write(body)
	agency, holder := callerOf(c).agency.ID, requestID(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	before, err := a.Replays.BeginRequest(ctx, agency, key, hex.EncodeToString(hash.Sum(nil)), holder)
	switch {
	case errors.Is(err, graph.ErrConflict):
		answerProblem(c, http.StatusConflict, "A request with this idempotency key is under way. Ask again for its answer.")
	case errors.Is(err, graph.ErrOtherRequest):
		answerProblem(c, http.StatusUnprocessableEntity, "The idempotency key was used for another request before: take a new one.")
	case err != nil:
		a.fail(c, err)
	case before != nil:
		c.Abort()
		c.Header("Idempotent-Replayed", "true")
		if before.Location != "" {
			c.Header("Location", before.Location)
		}
		c.Data(before.Status, before.MediaType, before.Body)
	default:
		a.answerOnce(c, agency, key, holder)
	}
}

// answerOnce has a request done and keeps what is answered, unless nothing was done: then the same
// may be asked again, and what was in its way may be over.
func (a *API) answerOnce(c *gin.Context, agency, key, holder string) {
	written := &copied{ResponseWriter: c.Writer}
	c.Writer = written
	done := false
	defer func() {
		// What was answered must not be lost where the client leaves meanwhile.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), lookTimeout)
		defer cancel()
		var err error
		if done {
			header := written.Header()
			err = a.Replays.StoreResponse(ctx, agency, key, holder, graph.StoredResponse{
				Status: written.Status(), MediaType: header.Get("Content-Type"), Location: header.Get("Location"), Body: written.body.Bytes(),
			})
		} else {
			err = a.Replays.AbandonRequest(ctx, agency, key, holder)
		}
		if err != nil { // the key is free again in a minute
			a.Log.WithField("request_id", requestID(c)).WithError(err).Warn("an answer with an idempotency key is not kept")
		}
	}()
	c.Request.Header.Del("Accept-Encoding") // so that what is kept is plain
	c.Next()
	done = written.Status() < http.StatusBadRequest
}

// copied keeps what is written.
type copied struct {
	gin.ResponseWriter
	body bytes.Buffer
}

// Unwrap lets askedOf reach the writer within.
func (w *copied) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Write is called by handlers.
func (w *copied) Write(p []byte) (int, error) {
	w.body.Write(p)
	return w.ResponseWriter.Write(p)
}

// WriteString is called by handlers.
func (w *copied) WriteString(s string) (int, error) {
	w.body.WriteString(s)
	return w.ResponseWriter.WriteString(s)
}
