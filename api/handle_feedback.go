package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// maxAuthor bounds who wrote feedback, as openapi.yaml has it.
const maxAuthor = 64

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
	fresh, tally, err := a.Feedbacks.AddFeedback(ctx, &f)
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
	wrong = checkReason("verdict", "confirmed or dismissed", graph.FeedbackReasons, f.Verdict, f.Reason)
	wrong = append(wrong, checkGiven("note", f.Note, said.Note != nil, maxNote)...)
	return append(wrong, checkGiven("author", f.Author, said.Author != nil, maxAuthor)...)
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
