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

// Limits of openapi.yaml.
const (
	maxObject = 16 << 10 // bytes of a body that is one JSON object
	maxNote   = 500      // characters
)

const (
	unreadableBodyDetail = "The connection failed before the whole body was read. Send the request again."
	plainBodyDetail      = "The header Content-Encoding is not supported. Send the body uncompressed."
)

// readBody reads a body that is one JSON object. It returns false after responding with a problem,
// which never quotes the body. Fields names in words what the object holds.
func readBody[T any](c *gin.Context, fields string) (object T, ok bool) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" || c.GetHeader("Content-Encoding") != "" {
		respondProblem(c, gen.ProblemUnsupportedMediaType,
			"This route takes uncompressed application/json. Set Content-Type and leave out Content-Encoding.")
		return object, false
	}
	body, ok := readAll(c)
	if !ok {
		return object, false
	}
	if json.Unmarshal(body, &object, json.RejectUnknownMembers(true)) != nil {
		respondProblem(c, gen.ProblemInvalidRequest,
			"The body must be one JSON object with "+fields+", and nothing else.")
		return object, false
	}
	return object, true
}

// readAll reads a body of at most maxObject. It returns false after responding with a problem.
func readAll(c *gin.Context) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxObject))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		respondProblem(c, gen.ProblemTooLarge,
			fmt.Sprintf("The body is larger than the %d KiB that this route takes.", maxObject>>10))
	case err != nil:
		respondProblem(c, gen.ProblemInvalidRequest, unreadableBodyDetail)
	}
	return body, err == nil
}

// checkReason validates a choice and the reason for it. Each choice has reasons of its own.
func checkReason[T ~string](field, choices string, reasons map[T][]string, choice T, reason string) []gen.FieldError {
	permitted, ok := reasons[choice]
	switch {
	case !ok:
		return []gen.FieldError{fieldError(field, "want "+choices)}
	case !slices.Contains(permitted, reason):
		return []gen.FieldError{fieldError("reason", "want one of "+strings.Join(permitted, ", "))}
	}
	return nil
}

// checkOptionalText validates a text of at most maxLength characters, if one was given.
func checkOptionalText(field, text string, given bool, maxLength int) []gen.FieldError {
	if given {
		if reason := checkText(text, maxLength); reason != "" {
			return []gen.FieldError{fieldError(field, reason)}
		}
	}
	return nil
}

// or returns what p points to, and otherwise if p is nil.
func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
