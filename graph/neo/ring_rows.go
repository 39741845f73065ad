package neo

import (
	"maps"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
)

// ringRow is a ring as create_drafts takes it.
func ringRow(r *graph.Ring, fingerprint string) map[string]any {
	n := len(r.Explanation)
	kinds, reasons, weights := make([]string, n), make([]string, n), make([]float64, n)
	reports, links := make([]string, n), make([]string, n)
	for i, reason := range r.Explanation {
		kinds[i], reasons[i], weights[i] = string(reason.Kind), reason.Text, reason.Weight
		reports[i], links[i] = strings.Join(reason.Reports, " "), strings.Join(reason.Links, " ") // ids hold no space
	}
	tokens, strengths := make([]string, len(r.Members)), make([]float64, len(r.Members))
	for i, m := range r.Members {
		tokens[i], strengths[i] = string(m.Token), m.Strength
	}
	var loss []string
	for _, currency := range slices.Sorted(maps.Keys(r.Loss)) {
		loss = append(loss, currency+" "+string(r.Loss[currency]))
	}
	byKind := r.MembersByKind()
	p := map[string]any{
		"score": r.Score, "evidence_score": r.EvidenceScore, "band": string(r.Band), "status": string(r.Status),
		"evidence_band": string(graph.BandOf(r.EvidenceScore)),
		"report_count":  len(r.ReportIDs), "member_count": len(r.Members),
		"number_count": byKind[graph.Number], "device_count": byKind[graph.Device], "account_count": byKind[graph.Account],
		"regions": r.Regions, "categories": r.Categories, "loss": loss, "report_ids": r.ReportIDs,
		"explanation": reasons, "reason_kinds": kinds, "weights": weights, "reason_reports": reports, "reason_links": links,
		"first_seen": datetime(r.FirstSeen), "last_seen": datetime(r.LastSeen),
		"sources": r.Sources, "agencies": r.Agencies.Number, "agency_kinds": textsOrNull(r.Agencies.Kinds),
		"corroborated": r.Corroborated, "score_without_strongest": r.ScoreWithoutStrongest,
		"closing": text(r.Closing), "merged_into": text(r.MergedInto), "content": fingerprint,
	}
	if r.Status == graph.Closed { // the members by which it would be recognised are no members
		p["member_count"], p["number_count"], p["device_count"], p["account_count"] = 0, 0, 0, 0
	}
	return map[string]any{"id": r.ID, "properties": p, "tokens": tokens, "strengths": strengths}
}

// publishedRingOf reads a ring with what the graph adds to it. It returns a *DamageError where a
// field can't be read.
func publishedRingOf(r *neo4j.Record) (graph.Ring, error) {
	ring, err := ringOf(r)
	if err != nil {
		return ring, err
	}
	f := fieldsOf(r)
	ring.CameFrom, ring.LedTo, ring.Feedback = f.texts("came_from"), f.texts("led_to"), tallyOf(f)
	return ring, f.err("Ring", ring.ID)
}

// ringOf reads a ring as it was published. Where a field can't be read it returns a *DamageError,
// and the ring without that field.
func ringOf(r *neo4j.Record) (graph.Ring, error) {
	f := nodeOf(r, "ring")
	ring := graph.Ring{
		ID: f.needText("id"), Score: f.needFloat("score"), EvidenceScore: f.float("evidence_score"),
		Band: graph.Band(f.needText("band")), Status: graph.Status(f.needText("status")),
		ReportIDs: f.texts("report_ids"), Regions: f.texts("regions"), Categories: f.texts("categories"), Loss: lossOf(f),
		FirstSeen: f.time("first_seen"), LastSeen: f.time("last_seen"), UpdatedAt: f.time("updated_at"),
		Closing: f.text("closing"), MergedInto: f.text("merged_into"), Explanation: reasonsOf(f),
		Sources: f.count("sources"), Corroborated: f.bool("corroborated"), ScoreWithoutStrongest: f.float("score_without_strongest"),
		Agencies: graph.AgencyCount{Number: f.count("agencies")},
	}
	for _, text := range f.texts("agency_kinds") {
		if kind := graph.AgencyKind(text); slices.Contains(graph.AgencyKinds[:], kind) {
			ring.Agencies.Kinds = append(ring.Agencies.Kinds, kind)
		}
	}
	if ring.EvidenceScore == 0 { // rings of earlier versions have none
		ring.EvidenceScore = ring.Score
	}
	if !slices.Contains(graph.Bands[:], ring.Band) {
		f.note("band")
	}
	if !slices.Contains(graph.Statuses[:], ring.Status) {
		f.note("status")
	}
	ring.Members = membersOf(r, f)
	return ring, f.err("Ring", ring.ID)
}

// lossOf reads the losses, each a currency, a space and an amount.
func lossOf(f *fields) map[string]graph.Amount {
	losses := map[string]graph.Amount{}
	for _, loss := range f.texts("loss") {
		currency, amount, ok := strings.Cut(loss, " ")
		if !ok {
			f.note("loss")
		}
		losses[currency] = graph.Amount(amount)
	}
	return losses
}

// reasonsOf reads the reasons, one list for each of their fields. Rings of earlier versions have no
// kinds.
func reasonsOf(f *fields) (reasons []graph.Reason) {
	if f.values["explanation"] == nil {
		f.note("explanation")
	}
	explanation := f.texts("explanation")
	n := len(explanation)
	kinds := make([]string, n)
	if f.values["reason_kinds"] != nil {
		kinds = f.textsAlong("reason_kinds", n)
	}
	weights, reports, links := f.floatsAlong("weights", n), f.textsAlong("reason_reports", n), f.textsAlong("reason_links", n)
	for i, text := range explanation {
		reasons = append(reasons, graph.Reason{
			Kind: graph.ReasonKind(kinds[i]), Text: text, Weight: weights[i], Reports: idsIn(reports[i]), Links: idsIn(links[i]),
		})
	}
	return reasons
}

// idsIn splits ids that are separated by spaces; nil where there are none.
func idsIn(ids string) []string {
	if ids == "" {
		return nil
	}
	return strings.Fields(ids)
}

// membersOf reads the members of a ring, sorted. It notes in f what can't be read: a member without
// a token is left out, one without a strength has none.
func membersOf(r *neo4j.Record, f *fields) (members []graph.Member) {
	columns := fieldsOf(r)
	kinds := listOf[string](columns, "kinds")
	tokens, strengths := listAlong[any](columns, "tokens", len(kinds)), listAlong[any](columns, "strengths", len(kinds))
	if columns.damaged != "" {
		f.note("MEMBER_OF")
	}
	for i, kind := range kinds {
		token, ok := tokens[i].(string)
		if !ok || token == "" {
			f.note("MEMBER_OF.token")
			continue
		}
		strength, ok := floatOf(strengths[i])
		if !ok || strength < 0 {
			f.note("MEMBER_OF.strength")
		}
		identifier := graph.Identifier{Kind: graph.Kind(kind), Token: graph.Token(token)}
		members = append(members, graph.Member{Identifier: identifier, Strength: strength})
	}
	slices.SortFunc(members, func(a, b graph.Member) int { return graph.CompareIdentifiers(a.Identifier, b.Identifier) })
	return members
}
