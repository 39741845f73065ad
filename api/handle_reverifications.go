package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/oapi-codegen/runtime/types"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/check"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

const (
	// verificationBatch is how many numbers one query reads the findings of.
	verificationBatch = 2_000
	// maxVerificationBatches is how many such queries a page makes. If it is not full by then, its
	// cursor leads to the rest.
	maxVerificationBatches = 5
)

// ListReverifications handles GET /v1/reverifications.
func (a *API) ListReverifications(c *gin.Context, params gen.ListReverificationsParams) {
	after, ok := tokenCursor(c, params.Cursor)
	if !ok {
		return
	}
	v, ok := a.viewRings(c)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	answered, limit := or(params.State, gen.ReverificationOpen) == gen.ReverificationAnswered, or(params.Limit, defaultLimit)
	response := gen.ReverificationPage{Reverifications: []gen.Reverification{}, Publication: publicationOf(v.Publication)}
	for batch := 0; ; batch++ {
		numbers := v.NumbersToVerify(after, verificationBatch)
		if len(numbers) == 0 {
			break
		}
		if len(response.Reverifications) == limit || batch == maxVerificationBatches {
			response.NextCursor = new(sealCursor(c, string(after)))
			break
		}
		findings, err := a.Stores.Verifications.Verifications(ctx, tokensOf(numbers))
		if err != nil {
			a.respondError(c, err)
			return
		}
		for _, n := range numbers {
			if len(response.Reverifications) == limit {
				break
			}
			after = n.Token
			if finding := decidingFinding(findings[n.Token], v.Caller); (finding != nil) == answered {
				response.Reverifications = append(response.Reverifications, v.reverification(n, finding))
			}
		}
	}
	if a.auditRead(c, graph.AuditReverificationsRead, "", "", len(response.Reverifications)) {
		a.respond(c, http.StatusOK, response)
	}
}

func tokensOf(numbers []check.NumberToVerify) []graph.Token {
	tokens := make([]graph.Token, len(numbers))
	for i := range numbers {
		tokens[i] = numbers[i].Token
	}
	return tokens
}

// decidingFinding returns the finding because of which the caller need not verify a number any
// more, and nil if there is none.
func decidingFinding(findings []graph.Verification, by *access.Caller) *graph.Verification {
	for i := range findings {
		if findings[i].Decides() || findings[i].Agency.ID == by.Agency.ID {
			return &findings[i]
		}
	}
	return nil
}

// reverification returns a number to verify as the caller sees it, with the finding unless that is
// nil.
func (v *view) reverification(n check.NumberToVerify, finding *graph.Verification) gen.Reverification {
	ring := &v.Rings[n.Ring]
	shown := gen.Reverification{Token: string(n.Token), RingId: ring.ID, Band: gen.Band(ring.Band)}
	if finding != nil {
		shown.Answer = new(findingOf(finding, v.Caller))
	}
	return shown
}

// findingOf returns a finding as the caller sees it.
func findingOf(v *graph.Verification, by *access.Caller) gen.Finding {
	shown := gen.Finding{
		Token: string(v.Identifier.Token), Finding: gen.FindingKind(v.Finding), Reason: gen.FindingReason(v.Reason),
		Day: types.Date{Time: v.Day.UTC()}, At: v.At.UTC(),
	}
	if v.Note != "" && v.Agency.ID == by.Agency.ID {
		shown.Note = &v.Note
	}
	return shown
}

// AnswerReverification handles POST /v1/reverifications/{token}.
func (a *API) AnswerReverification(c *gin.Context, token gen.Token, _ gen.AnswerReverificationParams) {
	body, ok := readBody[gen.NewFinding](c, "finding, reason and day, and optionally note")
	if !ok {
		return
	}
	by := callerOf(c)
	f := graph.Verification{
		Identifier: graph.Identifier{Kind: graph.Number, Token: graph.Token(token)}, Agency: by.Agency,
		Finding: graph.Finding(body.Finding), Reason: string(body.Reason), Day: body.Day.UTC(),
		Note: strings.TrimSpace(or(body.Note, "")),
	}
	if wrong := checkFinding(&f, body.Note != nil); len(wrong) > 0 {
		respondProblem(c, gen.ProblemInvalidRequest,
			"The finding is not valid; errors names each field and what it must be.", wrong...)
		return
	}
	v, ok := a.viewRings(c)
	if !ok {
		return
	}
	requested := false
	if i, found := v.LookupToken(f.Identifier.Token); found && check.NeedsVerification(&v.Rings[i]) {
		requested, f.Regions = true, v.Rings[i].Regions
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	entry := changeEntry(c, graph.AuditFindingGiven, string(f.Finding)+": "+f.Reason)
	created, err := a.Stores.Verifications.AddVerification(ctx, &f, requested, entry)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		respondProblem(c, gen.ProblemNotFound,
			"No number with this token needs to be verified, or it is hidden from this agency; and the agency has"+
				" no earlier finding on it to correct.")
	case errors.Is(err, graph.ErrConflict):
		respondProblem(c, gen.ProblemOutdatedFinding,
			"The number was cleared or passed to a new holder after that day. Verify it again and send the new "+
				"finding.")
	case err != nil:
		a.respondError(c, err)
	default:
		a.respond(c, createdStatus(created), findingOf(&f, by))
	}
}

func checkFinding(v *graph.Verification, hasNote bool) (wrong []gen.FieldError) {
	wrong = checkReason("finding", "verified, unverified or disconnected", graph.FindingReasons, v.Finding, v.Reason)
	// In the east a day begins up to 14 hours earlier than in UTC.
	if v.Day.Year() < 1970 || v.Day.After(time.Now().Add(14*time.Hour)) {
		wrong = append(wrong, fieldError("day", "want a day from 1970 to today, such as 2026-05-10"))
	}
	return append(wrong, checkOptionalText("note", v.Note, hasNote, maxNote)...)
}

// ListRevocations handles GET /v1/revocations.
func (a *API) ListRevocations(c *gin.Context, params gen.ListRevocationsParams) {
	after, ok := tokenCursor(c, params.Cursor)
	if !ok {
		return
	}
	limit, by := or(params.Limit, defaultLimit), callerOf(c)
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	revoked, err := a.Stores.Verifications.Revocations(ctx, graph.RevocationQuery{
		After: after, Since: or(params.Since, time.Time{}), Regions: by.Agency.Regions, Caller: by.Agency.ID, Limit: limit + 1,
	})
	if err != nil {
		a.respondError(c, err)
		return
	}
	revoked, next := cutPage(c, revoked, limit, func(v *graph.Verification) string { return string(v.Identifier.Token) })
	response := gen.RevocationPage{Revocations: make([]gen.Revocation, 0, len(revoked)), NextCursor: next}
	for i := range revoked {
		r := &revoked[i]
		response.Revocations = append(response.Revocations, gen.Revocation{
			Token: string(r.Identifier.Token), Reason: gen.FindingReason(r.Reason), Day: types.Date{Time: r.Day.UTC()}, At: r.At.UTC(),
		})
	}
	if a.auditRead(c, graph.AuditRevocationsRead, "", "", len(revoked)) {
		a.respond(c, http.StatusOK, response)
	}
}
