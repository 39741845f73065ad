package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"ringwatch/api/gen"
	"ringwatch/graph"
)

// Bounds on feedback, as openapi.yaml has them.
const (
	maxNote   = 500
	maxAuthor = 64
)

// GiveFeedback answers POST /v1/rings/{id}/feedback.
func (a *API) GiveFeedback(c *gin.Context, id gen.RingId, _ gen.GiveFeedbackParams) {
	said, ok := readBody[gen.NewFeedback](c, "verdict and reason, perhaps note and author")
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
	default:
		a.respond(c, createdWhere(fresh), feedback(&f, tally))
	}
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
