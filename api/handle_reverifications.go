package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

const (
	// askedTogether is of how many numbers a page asks Neo4j at once what was found of them.
	askedTogether = 2_000
	// mostAsked bounds how often it does: a page that is not full by then goes on with the next.
	mostAsked = 5
)

// ListReverifications answers GET /v1/reverifications.
func (a *API) ListReverifications(c *gin.Context, params gen.ListReverificationsParams) {
	after, ok := afterToken(c, params.Cursor)
	if !ok {
		return
	}
	v, ok := a.published(c)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	answered, limit := or(params.State, gen.ReverificationOpen) == gen.ReverificationAnswered, or(params.Limit, defaultLimit)
	answer := gen.ReverificationPage{Reverifications: []gen.Reverification{}, Publication: publication(v.publication)}
	for asked := 0; ; asked++ {
		numbers := v.asked(after, askedTogether)
		if len(numbers) == 0 {
			break
		}
		if len(answer.Reverifications) == limit || asked == mostAsked {
			answer.NextCursor = new(sealCursor(c, string(after)))
			break
		}
		found, err := a.Verifications.Verifications(ctx, tokensOf(numbers))
		if err != nil {
			a.fail(c, err)
			return
		}
		for _, n := range numbers {
			if len(answer.Reverifications) == limit {
				break
			}
			after = n.token
			if finding := answering(found[n.token], v.caller); (finding != nil) == answered {
				answer.Reverifications = append(answer.Reverifications, v.reverification(n, finding))
			}
		}
	}
	if a.onRecord(c, graph.AuditReverificationsRead, "", "", len(answer.Reverifications)) {
		a.respond(c, http.StatusOK, answer)
	}
}

func tokensOf(numbers []askedNumber) []graph.Token {
	tokens := make([]graph.Token, len(numbers))
	for i := range numbers {
		tokens[i] = numbers[i].token
	}
	return tokens
}

// answering is the finding by which an agency need not ask about a number any more; nil where
// there is none.
func answering(found []graph.Verification, by *caller) *graph.Verification {
	for i := range found {
		if found[i].Decides() || found[i].Agency.ID == by.agency.ID {
			return &found[i]
		}
	}
	return nil
}

// reverification is what an agency is told of a number that is asked about, with what was found
// where something was.
func (v *view) reverification(n askedNumber, found *graph.Verification) gen.Reverification {
	ring := &v.rings[n.place]
	shown := gen.Reverification{Token: string(n.token), RingId: ring.ID, Band: gen.Band(ring.Band)}
	if found != nil {
		shown.Answer = new(finding(found, v.caller))
	}
	return shown
}

// finding is what an agency is told of one.
func finding(v *graph.Verification, by *caller) gen.Finding {
	shown := gen.Finding{Token: string(v.Identifier.Token), Finding: gen.FindingKind(v.Finding), Reason: gen.FindingReason(v.Reason), Day: openapi_types.Date{Time: v.Day.UTC()}, At: v.At.UTC()}
	if v.Note != "" && v.Agency.ID == by.agency.ID {
		shown.Note = &v.Note
	}
	return shown
}

// AnswerReverification answers POST /v1/reverifications/{token}.
func (a *API) AnswerReverification(c *gin.Context, token gen.Token, _ gen.AnswerReverificationParams) {
	said, ok := readBody[gen.NewFinding](c, "finding, reason and day, perhaps note")
	if !ok {
		return
	}
	by := callerOf(c)
	v := graph.Verification{
		Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(token)}, Agency: by.agency,
		Finding: graph.Finding(said.Finding), Reason: string(said.Reason), Day: said.Day.UTC(), Note: strings.TrimSpace(or(said.Note, "")),
	}
	if wrong := checkFinding(&v, said.Note != nil); len(wrong) > 0 {
		answerProblem(c, http.StatusBadRequest, "The finding is not as it must be; errors says where.", wrong...)
		return
	}
	seen, ok := a.published(c)
	if !ok {
		return
	}
	asked := false
	if place, found := seen.holding(v.Identifier.Token); found && asks(&seen.rings[place]) {
		asked, v.Regions = true, seen.rings[place].Regions
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	fresh, err := a.Verifications.AddVerification(ctx, &v, asked, entryOf(c, graph.AuditFindingGiven, string(v.Finding)+": "+v.Reason))
	switch {
	case errors.Is(err, graph.ErrNotFound):
		answerProblem(c, http.StatusNotFound, "No number with this token is to be verified, nor did the agency verify one.")
	case errors.Is(err, graph.ErrConflict):
		answerProblem(c, http.StatusConflict, "The number was cleared or passed to a new holder after that day: say what was found since.")
	case err != nil:
		a.fail(c, err)
	default:
		a.respond(c, createdWhere(fresh), finding(&v, by))
	}
}

// checkFinding tells what is wrong with a finding.
func checkFinding(v *graph.Verification, noted bool) (wrong []gen.FieldError) {
	wrong = checkReason("finding", "verified, unverified or disconnected", graph.FindingReasons, v.Finding, v.Reason)
	// A day begins earlier in the east than by UTC.
	if v.Day.Year() < 1970 || v.Day.After(time.Now().Add(14*time.Hour)) {
		wrong = append(wrong, fieldError("day", "want a day from 1970 on that is not to come, such as 2026-05-10"))
	}
	return append(wrong, checkGiven("note", v.Note, noted, maxNote)...)
}

// ListRevocations answers GET /v1/revocations.
func (a *API) ListRevocations(c *gin.Context, params gen.ListRevocationsParams) {
	after, ok := afterToken(c, params.Cursor)
	if !ok {
		return
	}
	limit, by := or(params.Limit, defaultLimit), callerOf(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	revoked, err := a.Verifications.Revocations(ctx, graph.RevocationQuery{After: after, Since: or(params.Since, time.Time{}), Regions: by.agency.Regions, Caller: by.agency.ID, Limit: limit + 1})
	if err != nil {
		a.fail(c, err)
		return
	}
	revoked, next := cut(c, revoked, limit, func(v *graph.Verification) string { return string(v.Identifier.Token) })
	answer := gen.RevocationPage{Revocations: make([]gen.Revocation, 0, len(revoked)), NextCursor: next}
	for i := range revoked {
		r := &revoked[i]
		answer.Revocations = append(answer.Revocations, gen.Revocation{Token: string(r.Identifier.Token), Reason: gen.FindingReason(r.Reason), Day: openapi_types.Date{Time: r.Day.UTC()}, At: r.At.UTC()})
	}
	if a.onRecord(c, graph.AuditRevocationsRead, "", "", len(revoked)) {
		a.respond(c, http.StatusOK, answer)
	}
}

// holding finds the ring that counts of those that the agency sees a token in.
func (v *view) holding(token graph.Token) (place int, found bool) {
	packed, ok := packToken(string(token))
	if !ok {
		return 0, false
	}
	return v.check(&packed)
}

// afterToken reads the cursor of a list in the order of tokens.
func afterToken(c *gin.Context, cursor *string) (graph.Token, bool) {
	if cursor == nil {
		return "", true
	}
	last, ok := openCursor(c, *cursor, tokenPattern)
	if !ok {
		badCursor(c)
	}
	return graph.Token(last), ok
}
