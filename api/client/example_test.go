package client_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/ringwatch/ringwatch/api/client"
)

// newPlatform stands in for a platform. It responds with two pages of rings, and finds one of the
// tokens.
func newPlatform() *httptest.Server {
	respond := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", "application/json")
		if status >= http.StatusBadRequest {
			w.Header().Set("Content-Type", "application/problem+json")
			w.Header().Set("Retry-After", "1")
		}
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
	page := func(id, next string) string {
		return `{"rings":[{"id":"` + id + `","score":0.91,"band":"high","status":"active","report_count":8,"member_count":5,
			"members_by_kind":{"number":4,"device":1,"account":0},"regions":["KA"],"categories":["upi_fraud"],"loss":{"INR":"84.00"},
			"first_seen":null,"last_seen":null,"explanation":[{"kind":"ties","reason":"8 reports name its members","weight":0.91}],
			"feedback":{"confirmed":0,"dismissed":0},"updated_at":"2026-05-09T12:00:00Z"}],"publication":{"sequence":7}` + next + `}`
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/rings", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "" {
			respond(w, http.StatusOK, page("ring-a", `,"next_cursor":"two"`))
		} else {
			respond(w, http.StatusOK, page("ring-b", ""))
		}
	})
	busy := true
	mux.HandleFunc("POST /v1/checks", func(w http.ResponseWriter, _ *http.Request) {
		if busy {
			busy = false
			respond(w, http.StatusTooManyRequests, `{"type":"urn:ringwatch:problem:rate-limited","title":"Too Many Requests","status":429,"request_id":"X"}`)
			return
		}
		respond(w, http.StatusOK, `{"as_of":"2026-05-09T12:00:00Z","age_seconds":0.2,"neo4j":"reachable","publication":{"sequence":7},"results":[
			{"token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa","ring_id":"ring-a","band":"high","score":0.91},{"token":"tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"}]}`)
	})
	return httptest.NewServer(mux)
}

// An agency reads all rings of its region.
func ExampleClientWithResponses_ListRingsWithResponse() {
	platform := newPlatform()
	defer platform.Close()

	c, err := client.NewClientWithResponses(platform.URL, client.WithKey("rwk_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	params := &client.ListRingsParams{Region: new("KA")}
	for {
		response, err := c.ListRingsWithResponse(context.Background(), params)
		if err != nil {
			fmt.Println(err) // no response
			return
		}
		if response.JSON200 == nil {
			fmt.Println(response.Status())
			return
		}
		for _, ring := range response.JSON200.Rings {
			fmt.Println(ring.Id, ring.Band, ring.MemberCount, "members:", ring.Explanation[0].Reason)
		}
		if params.Cursor = response.JSON200.NextCursor; params.Cursor == nil {
			break
		}
	}
	// Output:
	// ring-a high 5 members: 8 reports name its members
	// ring-b high 5 members: 8 reports name its members
}

// A payment gateway checks the tokens of a payment, and waits if it has exceeded its rate limit.
func ExampleClientWithResponses_CheckTokensWithResponse() {
	platform := newPlatform()
	defer platform.Close()

	c, err := client.NewClientWithResponses(platform.URL, client.WithKey("rwk_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	request := client.CheckRequest{Tokens: []client.Token{"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa", "tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb"}}
	response, err := c.CheckTokensWithResponse(context.Background(), request)
	for err == nil && response.ApplicationproblemJSON429 != nil {
		fmt.Println(response.ApplicationproblemJSON429.Type == client.ProblemRateLimited)
		time.Sleep(time.Millisecond) // in earnest, the seconds of the header Retry-After
		response, err = c.CheckTokensWithResponse(context.Background(), request)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, result := range response.JSON200.Results {
		if result.RingId != nil {
			fmt.Println(result.Token, "is in", *result.RingId)
		} else {
			fmt.Println(result.Token, "is in no ring")
		}
	}
	// Output:
	// true
	// tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa is in ring-a
	// tk1_bbbbbbbbbbbbbbbbbbbbbbbbbb is in no ring
}
