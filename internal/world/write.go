package world

import (
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ringwatch/ringwatch/graph"
)

// truthLine is a planted group in a truth file.
type truthLine struct {
	Kind    Kind          `json:"kind"`
	Members []graph.Token `json:"members"`
}

// WriteTruth writes planted groups, rings or innocents, as a JSON array, one group a line. The same
// groups give the same bytes.
func WriteTruth(w io.Writer, groups []Group) error {
	return writeArray(w, len(groups), func(i int) any { return truthLine(groups[i]) })
}

// eventLine is an event in an events file.
type eventLine struct {
	Day    string          `json:"day"`
	Kind   EventKind       `json:"kind"`
	Before [][]graph.Token `json:"before"`
	After  [][]graph.Token `json:"after"`
}

// WriteEvents writes merges and splits as a JSON array, one event a line. The same events give the
// same bytes.
func WriteEvents(w io.Writer, events []Event) error {
	return writeArray(w, len(events), func(i int) any {
		e := &events[i]
		return eventLine{timeOf(e.Day, 0).Format(time.DateOnly), e.Kind, e.Before, e.After}
	})
}

// writeArray writes n elements as a JSON array, one a line.
func writeArray(w io.Writer, n int, element func(i int) any) error {
	line := []byte("[")
	for i := range n {
		if i > 0 {
			line = append(line, ',')
		}
		data, err := json.Marshal(element(i))
		if err != nil {
			return fmt.Errorf("writing element %d of the array: %w", i, err)
		}
		if _, err := w.Write(append(append(line, '\n'), data...)); err != nil {
			return err
		}
		line = line[:0]
	}
	_, err := w.Write(append(line, "\n]\n"...))
	return err
}
