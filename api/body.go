package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/api/gen"
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

// checkReason tells what is wrong with something that somebody comes to, one of the choices, and
// with the reason for it.
func checkReason[T ~string](field, choices string, reasons map[T][]string, choice T, reason string) []gen.FieldError {
	fitting, known := reasons[choice]
	switch {
	case !known:
		return []gen.FieldError{fieldError(field, "want "+choices)}
	case !slices.Contains(fitting, reason):
		return []gen.FieldError{fieldError("reason", "want one of "+strings.Join(fitting, ", "))}
	}
	return nil
}

// maxNote bounds a note, as openapi.yaml has it.
const maxNote = 500

// checkGiven tells what is wrong with a text of at most so many characters, where one was given.
func checkGiven(field, text string, given bool, most int) []gen.FieldError {
	if given {
		if reason := checkText(text, most); reason != "" {
			return []gen.FieldError{fieldError(field, reason)}
		}
	}
	return nil
}
