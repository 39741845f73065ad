package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"ringwatch/api/gen"
	"ringwatch/graph"
)

// Bounds on feedback, as openapi.yaml has them.
const (
	maxFeedback = 16 << 10
	maxNote     = 500
	maxAuthor   = 64
)

// GiveFeedback answers POST /v1/rings/{id}/feedback.
func (a *API) GiveFeedback(c *gin.Context, id gen.RingId, _ gen.GiveFeedbackParams) {
	said, ok := readFeedback(c)
	if !ok {
		return
	}
	f := graph.Feedback{RingID: id, Agency: callerOf(c).agency, Verdict: graph.Verdict(said.Verdict), Reason: string(said.Reason),
		Note: strings.TrimSpace(or(said.Note, "")), Author: strings.TrimSpace(or(said.Author, ""))}
	if wrong := checkFeedback(&f, said); len(wrong) > 0 {
		answerProblem(c, http.StatusBadRequest, "The feedback is not as it must be; errors says where.", wrong...)
		return
	}
	if _, _, ok := a.ring(c, id); !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	fresh, tally, err := a.Feedbacks.GiveFeedback(ctx, &f)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		noRing(c) // it was deleted since the set was read
	case errors.Is(err, graph.ErrConflict):
		answerProblem(c, http.StatusConflict, "The ring is closed: there is nothing to confirm or dismiss any more.")
	case err != nil:
		a.fail(c, err)
	case fresh:
		a.respond(c, http.StatusCreated, feedback(&f, tally))
	default:
		a.respond(c, http.StatusOK, feedback(&f, tally))
	}
}

// readFeedback reads the body, or answers that it isn't acceptable. What it says of a
// body never repeats it.
func readFeedback(c *gin.Context) (said gen.NewFeedback, ok bool) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" || c.GetHeader("Content-Encoding") != "" {
		answerProblem(c, http.StatusUnsupportedMediaType, "Send application/json, as it is.")
		return said, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxFeedback))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		answerProblem(c, http.StatusRequestEntityTooLarge, fmt.Sprintf("Feedback holds at most %d KiB.", maxFeedback>>10))
	case err != nil:
		answerProblem(c, http.StatusBadRequest, "The body could not be read to its end.")
	case json.Unmarshal(body, &said, json.RejectUnknownMembers(true)) != nil:
		answerProblem(c, http.StatusBadRequest, "The body must be one JSON object with verdict and reason, perhaps note and author, and nothing else.")
	default:
		return said, true
	}
	return said, false
}

// checkFeedback tells what is wrong with feedback.
func checkFeedback(f *graph.Feedback, said gen.NewFeedback) (wrong []gen.FieldError) {
	reasons, known := graph.FeedbackReasons[f.Verdict]
	switch {
	case !known:
		wrong = append(wrong, gen.FieldError{Field: "verdict", Reason: "want confirmed or dismissed"})
	case !slices.Contains(reasons, f.Reason):
		wrong = append(wrong, gen.FieldError{Field: "reason", Reason: "want one of " + strings.Join(reasons, ", ")})
	}
	for _, text := range []struct {
		name  string
		given bool
		value string
		most  int
	}{{"note", said.Note != nil, f.Note, maxNote}, {"author", said.Author != nil, f.Author, maxAuthor}} {
		if text.given {
			if reason := checkText(text.value, text.most); reason != "" {
				wrong = append(wrong, gen.FieldError{Field: text.name, Reason: reason})
			}
		}
	}
	return wrong
}

func feedback(f *graph.Feedback, tally graph.Tally) gen.Feedback {
	shown := gen.Feedback{RingId: f.RingID, Verdict: gen.Verdict(f.Verdict), Reason: gen.FeedbackReason(f.Reason), At: f.At.UTC(),
		Tally: gen.Tally{Confirmed: tally.Confirmed, Dismissed: tally.Dismissed}}
	if f.Note != "" {
		shown.Note = &f.Note
	}
	if f.Author != "" {
		shown.Author = &f.Author
	}
	return shown
}
