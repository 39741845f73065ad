package record

import (
	"fmt"
	"math"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// ringJSON is a ring in NDJSON and JSON.
type ringJSON struct {
	ID            string                  `json:"id"`
	Score         float64                 `json:"score"`
	Band          graph.Band              `json:"band"`
	Status        graph.Status            `json:"status"`
	ReportCount   int                     `json:"report_count"`
	MemberCount   int                     `json:"member_count"`
	MembersByKind map[graph.Kind]int      `json:"members_by_kind"`
	Regions       []string                `json:"regions"`
	Categories    []string                `json:"categories"`
	Loss          map[string]graph.Amount `json:"loss"`
	FirstSeen     *string                 `json:"first_seen"`
	LastSeen      *string                 `json:"last_seen"`
	Sources       int                     `json:"sources"`
	Agencies      agenciesJSON            `json:"agencies"`
	Corroborated  bool                    `json:"corroborated"`
	Without       float64                 `json:"score_without_strongest"`
	Explanation   []reasonJSON            `json:"explanation"`
	Members       []memberJSON            `json:"members"`
	ReportIDs     []string                `json:"report_ids"`
}

type agenciesJSON struct {
	Number int                `json:"number"`
	Kinds  []graph.AgencyKind `json:"kinds"`
}

type reasonJSON struct {
	Kind    graph.ReasonKind `json:"kind,omitzero"`
	Reason  string           `json:"reason"`
	Weight  float64          `json:"weight"`
	Reports []string         `json:"reports"`
	Links   []string         `json:"links"`
}

type memberJSON struct {
	Kind     graph.Kind `json:"kind"`
	Token    string     `json:"token"`
	Strength float64    `json:"strength"`
}

// MarshalRing returns a ring with its members as one line of NDJSON, without the line break. It is
// deterministic: the same ring gives the same bytes. Times have whole seconds and strengths four
// decimals.
func MarshalRing(r *graph.Ring) ([]byte, error) {
	w := ringJSON{
		ID:            r.ID,
		Score:         r.Score,
		Band:          r.Band,
		Status:        r.Status,
		ReportCount:   len(r.ReportIDs),
		MemberCount:   len(r.Members),
		MembersByKind: r.MembersByKind(),
		Regions:       r.Regions,
		Categories:    r.Categories,
		Loss:          r.Loss,
		FirstSeen:     optionalTime(r.FirstSeen.Truncate(time.Second)),
		LastSeen:      optionalTime(r.LastSeen.Truncate(time.Second)),
		Sources:       r.Sources,
		Agencies:      agenciesJSON(r.Agencies),
		Corroborated:  r.Corroborated,
		Without:       r.ScoreWithoutStrongest,
		ReportIDs:     r.ReportIDs,
	}
	for _, m := range r.Members {
		w.Members = append(w.Members, memberJSON{m.Kind, string(m.Token), math.Round(m.Strength*1e4) / 1e4})
	}
	for _, reason := range r.Explanation {
		w.Explanation = append(w.Explanation, reasonJSON{reason.Kind, reason.Text, reason.Weight, reason.Reports, reason.Links})
	}
	line, err := json.Marshal(&w, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("writing ring %s: %w", r.ID, err)
	}
	return line, nil
}
