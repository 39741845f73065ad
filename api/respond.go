package api

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

const jsonType = "application/json; charset=utf-8"

// leastZipped is the size in bytes from which an answer is compressed.
const leastZipped = 1 << 10

// respond answers with JSON, compressed where the client takes that.
func (a *API) respond(c *gin.Context, status int, value any) {
	body, ok := a.written(c, value)
	if ok {
		send(c, status, body)
	}
}

// createdWhere is how a request is answered that keeps something, or finds it kept.
func createdWhere(fresh bool) int {
	if fresh {
		return http.StatusCreated
	}
	return http.StatusOK
}

// respondCached answers a read that a client may keep and ask again with If-None-Match.
// The ETag is of what is answered and to whom, so that one agency's tells another nothing.
func (a *API) respondCached(c *gin.Context, value any) {
	if body, ok := a.written(c, value); ok {
		sendCached(c, body)
	}
}

func sendCached(c *gin.Context, body []byte) {
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%s\x00%s\x00", callerOf(c).agency.ID, c.Request.URL.Path)
	_, _ = hash.Write(body)
	// Weak, since it is the same for what is sent compressed (RFC 9110, 8.8.1).
	etag := `W/"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16]) + `"`
	header := c.Writer.Header()
	header.Set("ETag", etag)
	header.Set("Cache-Control", "private, no-cache")
	header.Set("Vary", "Authorization, Accept-Encoding")
	if matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	send(c, http.StatusOK, body)
}

func (a *API) written(c *gin.Context, value any) ([]byte, bool) {
	body, err := json.Marshal(value)
	if err != nil {
		a.fail(c, fmt.Errorf("writing an answer: %w", err))
		return nil, false
	}
	return body, true
}

// matches reports whether If-None-Match names an ETag, compared weakly (RFC 9110, 13.1.2).
func matches(given, etag string) bool {
	if strings.TrimSpace(given) == "*" {
		return true
	}
	for one := range strings.SplitSeq(given, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

var zippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // it is a level
	return w
}}

func send(c *gin.Context, status int, body []byte) {
	if len(body) < leastZipped || !takesGzip(c.GetHeader("Accept-Encoding")) {
		sendJSON(c, status, body)
		return
	}
	header := c.Writer.Header()
	header.Set("Content-Encoding", "gzip")
	header.Set("Vary", "Authorization, Accept-Encoding")
	header["Content-Type"] = jsonTyped
	c.Status(status)
	w := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	w.Reset(c.Writer)
	// A client that left gets no more of it.
	_, _ = w.Write(body)
	_ = w.Close()
}

// sendJSON answers as c.Data does, without what that makes for every answer.
func sendJSON(c *gin.Context, status int, body []byte) {
	c.Writer.Header()["Content-Type"] = jsonTyped
	c.Status(status)
	if _, err := c.Writer.Write(body); err != nil {
		_ = c.Error(err) // a client that left gets no more of it
	}
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3).
func takesGzip(accepted string) bool {
	for one := range strings.SplitSeq(accepted, ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
		}
	}
	return false
}
