package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/gin-gonic/gin"
)

const jsonType = "application/json; charset=utf-8"

// minCompressed is the size in bytes from which a body is compressed.
const minCompressed = 1 << 10

// respond responds with JSON, compressed if the client accepts that.
func (a *API) respond(c *gin.Context, status int, value any) {
	if body, ok := a.marshal(c, value); ok {
		send(c, status, body)
	}
}

// createdStatus is the status for a request that stored something, or found it stored.
func createdStatus(created bool) int {
	if created {
		return http.StatusCreated
	}
	return http.StatusOK
}

// respondCacheable responds with JSON that the client may store and revalidate with If-None-Match.
func (a *API) respondCacheable(c *gin.Context, value any) {
	if body, ok := a.marshal(c, value); ok {
		sendCacheable(c, body)
	}
}

// sendCacheable sends a body with an ETag of the agency, the path and the body, so that the ETag of
// one agency reveals nothing to another.
func sendCacheable(c *gin.Context, body []byte) {
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%s\x00%s\x00", callerOf(c).Agency.ID, c.Request.URL.Path)
	_, _ = hash.Write(body)
	// It is weak, because compressed bodies have the same (RFC 9110, section 8.8.1).
	etag := `W/"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16]) + `"`
	header := c.Writer.Header()
	header.Set("ETag", etag)
	header.Set("Cache-Control", "private, no-cache")
	header.Set("Vary", "Authorization, Accept-Encoding")
	if matchesETag(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	send(c, http.StatusOK, body)
}

func (a *API) marshal(c *gin.Context, value any) ([]byte, bool) {
	body, err := json.Marshal(value)
	if err != nil {
		a.respondError(c, fmt.Errorf("writing a response: %w", err))
		return nil, false
	}
	return body, true
}

// matchesETag reports whether If-None-Match names an ETag, by weak comparison (RFC 9110, section
// 13.1.2).
func matchesETag(ifNoneMatch, etag string) bool {
	if strings.TrimSpace(ifNoneMatch) == "*" {
		return true
	}
	for one := range strings.SplitSeq(ifNoneMatch, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// gzipWriters is klauspost/compress because that takes half the time of the standard library for
// the same size.
var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a valid level
	return w
}}

func send(c *gin.Context, status int, body []byte) {
	if len(body) < minCompressed || !acceptsGzip(c.GetHeader("Accept-Encoding")) {
		sendJSON(c, status, body)
		return
	}
	header := c.Writer.Header()
	header.Set("Content-Encoding", "gzip")
	header.Set("Vary", "Authorization, Accept-Encoding")
	header["Content-Type"] = jsonTypes
	c.Status(status)
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(c.Writer)
	// Writing fails if the client has left.
	_, _ = w.Write(body)
	_ = w.Close()
}

// sendJSON is c.Data with fewer allocations.
func sendJSON(c *gin.Context, status int, body []byte) {
	c.Writer.Header()["Content-Type"] = jsonTypes
	c.Status(status)
	if _, err := c.Writer.Write(body); err != nil {
		_ = c.Error(err) // the client has left
	}
}

// acceptsGzip reads the header Accept-Encoding (RFC 9110, section 12.5.3).
func acceptsGzip(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
		}
	}
	return false
}
