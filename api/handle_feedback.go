package api

import (
	"context"
	"errors"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// maxAuthor is the longest author of feedback, as openapi.yaml has it.
const maxAuthor = 64

// GiveFeedback handles POST /v1/rings/{id}/feedback.
func (a *API) GiveFeedback(c *gin.Context, id gen.RingId, _ gen.GiveFeedbackParams) {
	body, ok := readBody[gen.NewFeedback](c, "verdict and reason, and optionally note and author")
	if !ok {
		return
	}
	f := graph.Feedback{
		RingID: id, Agency: callerOf(c).Agency, Verdict: graph.Verdict(body.Verdict), Reason: string(body.Reason),
		Note: strings.TrimSpace(or(body.Note, "")), Author: strings.TrimSpace(or(body.Author, "")),
	}
	if wrong := checkFeedback(&f, body); len(wrong) > 0 {
		respondProblem(c, gen.ProblemInvalidRequest,
			"The feedback is not valid; errors names each field and what it must be.", wrong...)
		return
	}
	if _, _, ok := a.findRing(c, id); !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	created, tally, err := a.Stores.Feedbacks.AddFeedback(ctx, &f)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		respondNoRing(c) // it was deleted after the set was read
	case errors.Is(err, graph.ErrConflict):
		respondProblem(c, gen.ProblemAlreadyClosed,
			"The ring is closed, so there is nothing left to confirm or dismiss.")
	case err != nil:
		a.respondError(c, err)
	default:
		a.respond(c, createdStatus(created), feedbackOf(&f, tally))
	}
}

func checkFeedback(f *graph.Feedback, body gen.NewFeedback) (wrong []gen.FieldError) {
	wrong = checkReason("verdict", "confirmed or dismissed", graph.FeedbackReasons, f.Verdict, f.Reason)
	wrong = append(wrong, checkOptionalText("note", f.Note, body.Note != nil, maxNote)...)
	return append(wrong, checkOptionalText("author", f.Author, body.Author != nil, maxAuthor)...)
}

func feedbackOf(f *graph.Feedback, tally graph.Tally) gen.Feedback {
	shown := gen.Feedback{
		RingId: f.RingID, Verdict: gen.Verdict(f.Verdict), Reason: gen.FeedbackReason(f.Reason), At: f.At.UTC(),
		Tally: gen.Tally{Confirmed: tally.Confirmed, Dismissed: tally.Dismissed},
	}
	if f.Note != "" {
		shown.Note = &f.Note
	}
	if f.Author != "" {
		shown.Author = &f.Author
	}
	return shown
}
