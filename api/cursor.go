package api

import (
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"
)

// The ids that cursors stand for.
var (
	ringIDPattern   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	tokenPattern    = regexp.MustCompile(`^tk[1-9][0-9]{0,3}_[a-z2-7]{26}$`)
	sequencePattern = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)
)

// cursorSeal is how long the seal of a cursor is: 96 bits.
const cursorSeal = 12

// sealCursor makes the cursor that goes on behind the last id of a page. It is sealed for
// the agency and the list, so that no other agency can go on with it, on no other list.
func sealCursor(c *gin.Context, last string) string {
	return base64.RawURLEncoding.EncodeToString(append(cursorMAC(c, last), last...))
}

func cursorMAC(c *gin.Context, last string) []byte {
	by := callerOf(c)
	return by.register.mac("cursor", by.agency.ID, route(c), c.Param("id"), last)[:cursorSeal]
}

func openCursor(c *gin.Context, cursor string, form *regexp.Regexp) (last string, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < cursorSeal || !form.Match(sealed[cursorSeal:]) {
		return "", false
	}
	last = string(sealed[cursorSeal:])
	return last, subtle.ConstantTimeCompare(cursorMAC(c, last), sealed[:cursorSeal]) == 1
}

// cut is a page of what was read, which is one more than its limit where there is more, and then
// the cursor that goes on behind the last.
func cut[T any](c *gin.Context, read []T, limit int, id func(*T) string) (page []T, next *string) {
	if len(read) <= limit {
		return read, nil
	}
	return read[:limit], new(sealCursor(c, id(&read[limit-1])))
}

func badCursor(c *gin.Context) {
	badField(c, "cursor", "want the next_cursor of the page before, of the same list and agency")
}

// beforeNumber reads the cursor of a list that goes from the latest number down: 0 where there
// is none. Where it is not one it answers so, and ok is false.
func beforeNumber(c *gin.Context, cursor *string) (before int64, ok bool) {
	if cursor == nil {
		return 0, true
	}
	last, ok := openCursor(c, *cursor, sequencePattern)
	if !ok {
		badCursor(c)
		return 0, false
	}
	before, _ = strconv.ParseInt(last, 10, 64) // its form fits
	return before, true
}
