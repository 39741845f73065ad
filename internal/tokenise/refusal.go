package tokenise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ringwatch/ringwatch/internal/record"
)

// refusal says why a record was refused. Nothing in it comes from the record.
type refusal struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

func newRefusal(line int, err error) refusal {
	var why *record.Refusal
	if errors.As(err, &why) {
		return refusal{line, why.Field, why.Reason}
	}
	return refusal{line, "", err.Error()}
}

// String writes a refusal for people.
func (r refusal) String() string {
	if r.Field == "" {
		return r.Reason
	}
	return r.Field + ": " + r.Reason
}

// writeRefusals writes refusals as lines of JSON.
func writeRefusals(w io.Writer, refusals []refusal) error {
	for _, r := range refusals {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// printRefusals writes refusals for people, with the name of the input.
func printRefusals(w io.Writer, input string, refusals []refusal) {
	for _, r := range refusals {
		_, _ = fmt.Fprintf(w, "%s:%d: %v\n", input, r.Line, r) // nothing depends on a message
	}
}
