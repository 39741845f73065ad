package api

import (
	"encoding/base32"
	"encoding/binary"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

const requestIDHeader = "X-Request-Id"

// asked is what is known of a request. It stands in for the request's writer: whoever has
// the request has that, while gin's own place for such things is a map that would be made
// anew for every one.
type asked struct {
	gin.ResponseWriter
	began     time.Time
	at        *endpoint
	by        *caller
	allowance *allowance // of the caller's agency; nil before limit
	// What headers say, as http.Header wants it, so that one allocation does for all.
	id, policy, left [1]string
}

// Unwrap lets http.ResponseController and askedOf reach the writer within.
func (a *asked) Unwrap() http.ResponseWriter { return a.ResponseWriter }

var (
	nobody  = &caller{} // may do nothing
	nowhere = &endpoint{open: true}
)

// askedOf is what identify found out of a request, and authenticate.
func askedOf(c *gin.Context) *asked {
	for w := http.ResponseWriter(c.Writer); ; {
		if own, ok := w.(*asked); ok {
			return own
		}
		outer, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return &asked{at: nowhere, by: nobody}
		}
		w = outer.Unwrap()
	}
}

// identify gives every request an id. One that came with it is not taken over: it may
// hold a raw number or account, and ids are logged. They are no secrets.
func (a *API) identify(c *gin.Context) {
	var random [16]byte
	binary.LittleEndian.PutUint64(random[:], rand.Uint64())
	binary.LittleEndian.PutUint64(random[8:], rand.Uint64())
	var text [26]byte
	requestIDs.Encode(text[:], random[:])
	own := &asked{ResponseWriter: c.Writer, began: time.Now(), at: a.endpointOf(c), by: nobody}
	own.id[0] = string(text[:])
	c.Writer = own
	own.Header()[requestIDHeader] = own.id[:]
}

var requestIDs = base32.StdEncoding.WithPadding(base32.NoPadding)

func requestID(c *gin.Context) string { return askedOf(c).id[0] }

// route is the request's route as the tables name it; empty when there is no such route.
func route(c *gin.Context) string { return askedOf(c).at.route }
