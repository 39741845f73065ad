package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
)

// maxObject bounds the body of a route that takes one small JSON object, as openapi.yaml has it.
const maxObject = 16 << 10

// readBody reads such an object, or answers that it isn't acceptable. What it says of a body
// never repeats it; fields say in words what it must hold.
func readBody[T any](c *gin.Context, fields string) (said T, ok bool) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" || c.GetHeader("Content-Encoding") != "" {
		answerProblem(c, http.StatusUnsupportedMediaType, "Send application/json, as it is.")
		return said, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxObject))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		answerProblem(c, http.StatusRequestEntityTooLarge, fmt.Sprintf("The body holds at most %d KiB.", maxObject>>10))
	case err != nil:
		answerProblem(c, http.StatusBadRequest, "The body could not be read to its end.")
	case json.Unmarshal(body, &said, json.RejectUnknownMembers(true)) != nil:
		answerProblem(c, http.StatusBadRequest, "The body must be one JSON object with "+fields+", and nothing else.")
	default:
		return said, true
	}
	return said, false
}
