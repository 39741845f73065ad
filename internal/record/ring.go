package record

import (
	"fmt"
	"math"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// wireRing is a ring as NDJSON and JSON write it.
type wireRing struct {
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
	Explanation   []wireReason            `json:"explanation"`
	Members       []wireMember            `json:"members"`
	ReportIDs     []string                `json:"report_ids"`
}

type wireReason struct {
	Reason  string   `json:"reason"`
	Weight  float64  `json:"weight"`
	Reports []string `json:"reports"`
	Links   []string `json:"links"`
}

type wireMember struct {
	Kind     graph.Kind `json:"kind"`
	Token    string     `json:"token"`
	Strength float64    `json:"strength"`
}

// MarshalRing writes a ring, members and all, as one line of NDJSON without its
// line break. The same ring gives the same bytes.
func MarshalRing(r *graph.Ring) ([]byte, error) {
	w := wireRing{
		ID: r.ID, Score: r.Score, Band: r.Band, Status: r.Status,
		ReportCount: len(r.ReportIDs), MemberCount: len(r.Members), MembersByKind: r.MembersByKind(),
		Regions: r.Regions, Categories: r.Categories, Loss: r.Loss,
		FirstSeen: at(r.FirstSeen.Truncate(time.Second)), LastSeen: at(r.LastSeen.Truncate(time.Second)),
		ReportIDs: r.ReportIDs,
	}
	for _, m := range r.Members {
		w.Members = append(w.Members, wireMember{m.Kind, string(m.Token), math.Round(m.Strength*1e4) / 1e4})
	}
	for _, reason := range r.Explanation {
		w.Explanation = append(w.Explanation, wireReason{reason.Text, reason.Weight, reason.Reports, reason.Links})
	}
	line, err := json.Marshal(&w, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("writing ring %s: %w", r.ID, err)
	}
	return line, nil
}
