package demo

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/ringwatch/ringwatch/api/client"
)

// unexpected returns an error for a response that is not a success.
func unexpected(response *http.Response, body []byte) error {
	var problem client.Problem
	_ = json.Unmarshal(body, &problem) // the status says enough
	text := problem.Title
	if problem.Detail != nil {
		text += ": " + *problem.Detail
	}
	return fmt.Errorf("the API answered %d: %s", response.StatusCode, text)
}
