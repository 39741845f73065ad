package world

import (
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

type wireEvent struct {
	Day    string          `json:"day"`
	Kind   EventKind       `json:"kind"`
	Before [][]graph.Token `json:"before"`
	After  [][]graph.Token `json:"after"`
}

// WriteEvents writes what became of rings as a JSON array, one event a line. The
// same events give the same bytes.
func WriteEvents(w io.Writer, events []Event) error {
	line := []byte("[")
	for i, e := range events {
		if i > 0 {
			line = append(line, ',')
		}
		event, err := json.Marshal(wireEvent{at(e.Day, 0).Format(time.DateOnly), e.Kind, e.Before, e.After})
		if err != nil {
			return fmt.Errorf("writing planted event %d: %w", i, err)
		}
		if _, err := w.Write(append(append(line, '\n'), event...)); err != nil {
			return err
		}
		line = line[:0]
	}
	_, err := w.Write(append(line, "\n]\n"...))
	return err
}
