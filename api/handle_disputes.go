package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ringwatch/ringwatch/api/gen"
	"github.com/ringwatch/ringwatch/graph"
)

// errOwnDispute: nobody is the judge of what they filed themselves.
var errOwnDispute = errors.New("the agency filed the dispute itself")

// ListDisputes answers GET /v1/disputes.
func (a *API) ListDisputes(c *gin.Context, params gen.ListDisputesParams) {
	before, ok := beforeNumber(c, params.Cursor)
	if !ok {
		return
	}
	limit, by := or(params.Limit, defaultLimit), callerOf(c)
	q := graph.DisputeQuery{Before: before, Status: graph.DisputeStatus(or(params.Status, "")), Regions: by.agency.Regions, Caller: by.agency.ID, Limit: limit + 1}
	if !by.may(graph.DisputesDecide) {
		q.Agency = by.agency.ID
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	disputes, err := a.Disputes.ListDisputes(ctx, q)
	if err != nil {
		a.fail(c, err)
		return
	}
	disputes, next := cut(c, disputes, limit, func(d *graph.Dispute) string { return strconv.FormatInt(d.Number, 10) })
	answer := gen.DisputePage{Disputes: make([]gen.Dispute, 0, len(disputes)), NextCursor: next}
	for i := range disputes {
		answer.Disputes = append(answer.Disputes, dispute(&disputes[i], by))
	}
	if a.onRecord(c, graph.AuditDisputesRead, "", "", len(disputes)) {
		a.respond(c, http.StatusOK, answer)
	}
}

// dispute is what an agency is told of one.
func dispute(d *graph.Dispute, by *caller) gen.Dispute {
	own := d.Agency.ID == by.agency.ID
	shown := gen.Dispute{
		Id: d.ID(), Kind: gen.Kind(d.Identifier.Kind), Reason: gen.DisputeReason(d.Reason), Own: own,
		OpenedAt: d.OpenedAt.UTC(), Status: gen.DisputeStatus(d.Status),
	}
	if own || slices.Contains(by.sight.members, d.Identifier.Kind) {
		shown.Token = new(string(d.Identifier.Token))
	}
	if own && d.Note != "" {
		shown.Note = &d.Note
	}
	if d.Status != graph.DisputeOpen {
		shown.Decision = &gen.Decision{Reason: gen.DecisionReason(d.Decision.Reason), By: gen.DecisionBy(d.Decision.Agency.Kind), At: d.Decision.At.UTC()}
		if d.Decision.Note != "" && d.Decision.Agency.ID == by.agency.ID {
			shown.Decision.Note = &d.Decision.Note
		}
	}
	return shown
}

// FileDispute answers POST /v1/disputes.
func (a *API) FileDispute(c *gin.Context, _ gen.FileDisputeParams) {
	said, ok := readBody[gen.NewDispute](c, "token and reason, perhaps note")
	if !ok {
		return
	}
	by := callerOf(c)
	d := graph.Dispute{Identifier: graph.Identifier{Token: graph.Token(said.Token)}, Agency: by.agency, Reason: string(said.Reason), Note: strings.TrimSpace(or(said.Note, ""))}
	if wrong := checkDispute(&d, said.Note != nil); len(wrong) > 0 {
		answerProblem(c, http.StatusBadRequest, "The dispute is not as it must be; errors says where.", wrong...)
		return
	}
	v, ok := a.published(c)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	var fresh bool
	var err error
	if d.Regions, ok, err = a.flagged(ctx, v, d.Identifier.Token); ok {
		fresh, err = a.Disputes.OpenDispute(ctx, &d, entryOf(c, graph.AuditDisputeFiled, ""))
	}
	switch {
	case err == nil && !ok, errors.Is(err, graph.ErrNotFound):
		answerProblem(c, http.StatusNotFound, "No ring that the agency may see has a member with this token, and it is not known to be disconnected: there is nothing to contest.")
	case err != nil:
		a.fail(c, err)
	default:
		a.respond(c, createdWhere(fresh), dispute(&d, by))
	}
}

// flagged tells whether the agency may know of something that is held against an identifier,
// and of which regions that is.
func (a *API) flagged(ctx context.Context, v *view, token graph.Token) (regions []string, flagged bool, err error) {
	if place, found := v.holding(token); found {
		return v.rings[place].Regions, true, nil
	}
	if !v.caller.may(graph.RevocationsRead) {
		return nil, false, nil
	}
	found, err := a.Verifications.Verifications(ctx, []graph.Token{token})
	for _, f := range found[token] {
		if f.Finding == graph.Disconnected && (v.caller.concerns(f.Regions) || f.Agency.ID == v.caller.agency.ID) {
			return f.Regions, true, err
		}
	}
	return nil, false, err
}

// checkDispute tells what is wrong with a dispute.
func checkDispute(d *graph.Dispute, noted bool) (wrong []gen.FieldError) {
	if !d.Identifier.Token.Valid() {
		wrong = append(wrong, fieldError("token", "want tk, an epoch, _ and 26 of a-z and 2-7, as ringwatch tokenize writes it"))
	}
	if !slices.Contains(graph.DisputeReasons, d.Reason) {
		wrong = append(wrong, fieldError("reason", "want one of "+strings.Join(graph.DisputeReasons, ", ")))
	}
	return append(wrong, checkGiven("note", d.Note, noted, maxNote)...)
}

// DecideDispute answers POST /v1/disputes/{id}/decision.
func (a *API) DecideDispute(c *gin.Context, id gen.DisputeId, _ gen.DecideDisputeParams) {
	said, ok := readBody[gen.NewDecision](c, "status and reason, perhaps note")
	if !ok {
		return
	}
	by := callerOf(c)
	decision := graph.Decision{Status: graph.DisputeStatus(said.Status), Agency: by.agency, Reason: string(said.Reason), Note: strings.TrimSpace(or(said.Note, ""))}
	if wrong := checkDecision(&decision, said.Note != nil); len(wrong) > 0 {
		answerProblem(c, http.StatusBadRequest, "The decision is not as it must be; errors says where.", wrong...)
		return
	}
	number, err := graph.DisputeNumber(id)
	if err != nil { // its form was looked at
		badField(c, "id", "want dispute- and a number")
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), lookTimeout)
	defer cancel()
	on := entryOf(c, graph.AuditDisputeDecided, id+" "+string(decision.Status)+": "+decision.Reason)
	d, fresh, err := a.Disputes.DecideDispute(ctx, number, decision, on, func(d *graph.Dispute) error {
		switch {
		case d.Agency.ID == by.agency.ID:
			return errOwnDispute
		case !by.concerns(d.Regions):
			return graph.ErrNotFound
		}
		return nil
	})
	switch {
	case errors.Is(err, errOwnDispute):
		answerProblem(c, http.StatusForbidden, "The agency filed this dispute itself; another must decide it.")
	case errors.Is(err, graph.ErrNotFound):
		answerProblem(c, http.StatusNotFound, "There is no dispute with this id.")
	case errors.Is(err, graph.ErrConflict):
		answerProblem(c, http.StatusConflict, "The dispute is decided already. Who knows better files anew.")
	case err != nil:
		a.fail(c, err)
	default:
		a.respond(c, createdWhere(fresh), dispute(&d, by))
	}
}

// checkDecision tells what is wrong with a decision.
func checkDecision(d *graph.Decision, noted bool) (wrong []gen.FieldError) {
	wrong = checkReason("status", "upheld or rejected", graph.DecisionReasons, d.Status, d.Reason)
	return append(wrong, checkGiven("note", d.Note, noted, maxNote)...)
}
