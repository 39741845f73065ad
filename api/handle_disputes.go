package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/access"
	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// errOwnDispute is returned if an agency decides a dispute that it filed.
var errOwnDispute = errors.New("the agency filed the dispute itself")

// ListDisputes handles GET /v1/disputes.
func (a *API) ListDisputes(c *gin.Context, params gen.ListDisputesParams) {
	before, ok := sequenceCursor(c, params.Cursor)
	if !ok {
		return
	}
	limit, by := or(params.Limit, defaultLimit), callerOf(c)
	q := graph.DisputeQuery{
		Before: before, Status: graph.DisputeStatus(or(params.Status, "")),
		Regions: by.Agency.Regions, Caller: by.Agency.ID, Limit: limit + 1,
	}
	if !by.May(graph.DisputesDecide) {
		q.Agency = by.Agency.ID
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	disputes, err := a.Stores.Disputes.ListDisputes(ctx, q)
	if err != nil {
		a.respondError(c, err)
		return
	}
	disputes, next := cutPage(c, disputes, limit, func(d *graph.Dispute) string { return strconv.FormatInt(d.Number, 10) })
	response := gen.DisputePage{Disputes: make([]gen.Dispute, 0, len(disputes)), NextCursor: next}
	for i := range disputes {
		response.Disputes = append(response.Disputes, disputeOf(&disputes[i], by))
	}
	if a.auditRead(c, graph.AuditDisputesRead, "", "", len(disputes)) {
		a.respond(c, http.StatusOK, response)
	}
}

// disputeOf returns a dispute as the caller sees it.
func disputeOf(d *graph.Dispute, by *access.Caller) gen.Dispute {
	own := d.Agency.ID == by.Agency.ID
	shown := gen.Dispute{
		Id: d.ID(), Kind: gen.Kind(d.Identifier.Kind), Reason: gen.DisputeReason(d.Reason), Own: own,
		OpenedAt: d.OpenedAt.UTC(), Status: gen.DisputeStatus(d.Status),
	}
	if own || by.SeesTokens(d.Identifier.Kind) {
		shown.Token = new(string(d.Identifier.Token))
	}
	if own && d.Note != "" {
		shown.Note = &d.Note
	}
	if d.Status != graph.DisputeOpen {
		shown.Decision = &gen.Decision{
			Reason: gen.DecisionReason(d.Decision.Reason), By: gen.DecisionBy(d.Decision.Agency.Kind), At: d.Decision.At.UTC(),
		}
		if d.Decision.Note != "" && d.Decision.Agency.ID == by.Agency.ID {
			shown.Decision.Note = &d.Decision.Note
		}
	}
	return shown
}

// FileDispute handles POST /v1/disputes.
func (a *API) FileDispute(c *gin.Context, _ gen.FileDisputeParams) {
	body, ok := readBody[gen.NewDispute](c, "token and reason, and optionally note")
	if !ok {
		return
	}
	by := callerOf(c)
	d := graph.Dispute{
		Identifier: graph.Identifier{Token: graph.Token(body.Token)}, Agency: by.Agency,
		Reason: string(body.Reason), Note: strings.TrimSpace(or(body.Note, "")),
	}
	if wrong := checkDispute(&d, body.Note != nil); len(wrong) > 0 {
		respondProblem(c, gen.ProblemInvalidRequest,
			"The dispute is not valid; errors names each field and what it must be.", wrong...)
		return
	}
	v, ok := a.viewRings(c)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	var created bool
	var err error
	if d.Regions, ok, err = a.findFlag(ctx, v, d.Identifier.Token); ok {
		created, err = a.Stores.Disputes.OpenDispute(ctx, &d, changeEntry(c, graph.AuditDisputeFiled, ""))
	}
	switch {
	case err == nil && !ok, errors.Is(err, graph.ErrNotFound):
		respondProblem(c, gen.ProblemNotFound,
			"There is no flag to dispute: no ring that this agency may see has a member with this token, and the "+
				"token is not in the agency's list of revocations.")
	case err != nil:
		a.respondError(c, err)
	default:
		a.respond(c, createdStatus(created), disputeOf(&d, by))
	}
}

// findFlag reports whether an identifier is in a ring, or was disconnected, as far as the caller
// may know, and returns the regions of that.
func (a *API) findFlag(ctx context.Context, v *view, token graph.Token) (regions []string, flagged bool, err error) {
	if i, found := v.LookupToken(token); found {
		return v.Rings[i].Regions, true, nil
	}
	if !v.Caller.May(graph.RevocationsRead) {
		return nil, false, nil
	}
	findings, err := a.Stores.Verifications.Verifications(ctx, []graph.Token{token})
	for _, f := range findings[token] {
		if f.Finding == graph.Disconnected && (v.Caller.SeesRegions(f.Regions) || f.Agency.ID == v.Caller.Agency.ID) {
			return f.Regions, true, err
		}
	}
	return nil, false, err
}

func checkDispute(d *graph.Dispute, hasNote bool) (wrong []gen.FieldError) {
	if !d.Identifier.Token.Valid() {
		wrong = append(wrong, fieldError("token", tokenForm))
	}
	if !slices.Contains(graph.DisputeReasons, d.Reason) {
		wrong = append(wrong, fieldError("reason", "want one of "+strings.Join(graph.DisputeReasons, ", ")))
	}
	return append(wrong, checkOptionalText("note", d.Note, hasNote, maxNote)...)
}

// DecideDispute handles POST /v1/disputes/{id}/decision.
func (a *API) DecideDispute(c *gin.Context, id gen.DisputeId, _ gen.DecideDisputeParams) {
	body, ok := readBody[gen.NewDecision](c, "status and reason, and optionally note")
	if !ok {
		return
	}
	by := callerOf(c)
	decision := graph.Decision{
		Status: graph.DisputeStatus(body.Status), Agency: by.Agency,
		Reason: string(body.Reason), Note: strings.TrimSpace(or(body.Note, "")),
	}
	if wrong := checkDecision(&decision, body.Note != nil); len(wrong) > 0 {
		respondProblem(c, gen.ProblemInvalidRequest,
			"The decision is not valid; errors names each field and what it must be.", wrong...)
		return
	}
	number, err := graph.DisputeNumber(id)
	if err != nil { // it matches the pattern of openapi.yaml
		respondInvalidField(c, "id", "want dispute- and a number")
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), queryTimeout)
	defer cancel()
	entry := changeEntry(c, graph.AuditDisputeDecided, id+" "+string(decision.Status)+": "+decision.Reason)
	d, created, err := a.Stores.Disputes.DecideDispute(ctx, number, decision, entry, func(d *graph.Dispute) error {
		switch {
		case d.Agency.ID == by.Agency.ID:
			return errOwnDispute
		case !by.SeesRegions(d.Regions):
			return graph.ErrNotFound
		}
		return nil
	})
	switch {
	case errors.Is(err, errOwnDispute):
		respondProblem(c, gen.ProblemOwnDispute, "This agency filed the dispute. Another agency must decide it.")
	case errors.Is(err, graph.ErrNotFound):
		respondProblem(c, gen.ProblemNotFound, "No dispute has this id, or the dispute is hidden from this agency.")
	case errors.Is(err, graph.ErrConflict):
		respondProblem(c, gen.ProblemAlreadyDecided,
			"The dispute was decided differently, and a decision is final. If it was wrong, file a new dispute.")
	case err != nil:
		a.respondError(c, err)
	default:
		a.respond(c, createdStatus(created), disputeOf(&d, by))
	}
}

func checkDecision(d *graph.Decision, hasNote bool) (wrong []gen.FieldError) {
	wrong = checkReason("status", "upheld or rejected", graph.DecisionReasons, d.Status, d.Reason)
	return append(wrong, checkOptionalText("note", d.Note, hasNote, maxNote)...)
}
