package api

import (
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/graph"
)

// The forms of the ids that cursors hold.
var (
	ringIDPattern   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	tokenPattern    = regexp.MustCompile(`^tk[1-9][0-9]{0,3}_[a-z2-7]{26}$`)
	sequencePattern = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)
)

// cursorMACBytes is 96 bits.
const cursorMACBytes = 12

// sealCursor returns the cursor of the page after the one that ends with the id last: a message
// authentication code and the id. It is valid only for this agency and this list.
func sealCursor(c *gin.Context, last string) string {
	return base64.RawURLEncoding.EncodeToString(append(cursorMAC(c, last), last...))
}

func cursorMAC(c *gin.Context, last string) []byte {
	state := stateOf(c)
	return state.caller.MAC("cursor", state.caller.Agency.ID, state.endpoint.route, c.Param("id"), last)[:cursorMACBytes]
}

// openCursor returns the id in a cursor; ok is false if the cursor was not made by sealCursor for
// this agency and list, or the id does not match.
func openCursor(c *gin.Context, cursor string, idPattern *regexp.Regexp) (last string, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < cursorMACBytes || !idPattern.Match(sealed[cursorMACBytes:]) {
		return "", false
	}
	last = string(sealed[cursorMACBytes:])
	return last, subtle.ConstantTimeCompare(cursorMAC(c, last), sealed[:cursorMACBytes]) == 1
}

// cutPage returns a page of at most limit items; read holds limit+1 items if there is a next page;
// next is its cursor, or nil.
func cutPage[T any](c *gin.Context, read []T, limit int, id func(*T) string) (page []T, next *string) {
	if len(read) <= limit {
		return read, nil
	}
	return read[:limit], new(sealCursor(c, id(&read[limit-1])))
}

func respondBadCursor(c *gin.Context) {
	respondInvalidField(c,
		"cursor", "want the next_cursor of the previous page of the same list, read by the same agency")
}

// sequenceCursor reads the cursor of a list in descending order of numbers; before is 0 without a
// cursor; ok is false after responding with a problem.
func sequenceCursor(c *gin.Context, cursor *string) (before int64, ok bool) {
	if cursor == nil {
		return 0, true
	}
	last, ok := openCursor(c, *cursor, sequencePattern)
	if !ok {
		respondBadCursor(c)
		return 0, false
	}
	before, _ = strconv.ParseInt(last, 10, 64) // the pattern permits 18 digits
	return before, true
}

// tokenCursor reads the cursor of a list in the order of tokens; after is empty without a cursor;
// ok is false after responding with a problem.
func tokenCursor(c *gin.Context, cursor *string) (after graph.Token, ok bool) {
	if cursor == nil {
		return "", true
	}
	last, ok := openCursor(c, *cursor, tokenPattern)
	if !ok {
		respondBadCursor(c)
	}
	return graph.Token(last), ok
}
