package truth

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/internal/files"
)

// World is what is true of a world, by the identifiers that its records name.
type World[I Index] struct {
	Planned   []Group[I] // rings as the generator planned them
	Rings     []Group[I] // those that a detection can find
	Innocents []Group[I]
	Token     func(I) graph.Token
}

// Write writes path.truth.json, path.planned.json and path.innocents.json. Each is a JSON array of
// groups with their kind and their members' tokens in ascending order, one group a line. The same
// world gives the same bytes.
func (w World[I]) Write(path string) error {
	for _, file := range []struct {
		extension string
		groups    []Group[I]
	}{{".truth.json", w.Rings}, {".planned.json", w.Planned}, {".innocents.json", w.Innocents}} {
		if err := write(path+file.extension, file.groups, w.Token); err != nil {
			return fmt.Errorf("writing %s: %w", path+file.extension, err)
		}
	}
	return nil
}

// line is a group in a file.
type line struct {
	Kind    string        `json:"kind"`
	Members []graph.Token `json:"members"`
}

func write[I Index](name string, groups []Group[I], token func(I) graph.Token) error {
	lines := make([]line, len(groups))
	for i, g := range groups {
		lines[i] = line{g.Kind, make([]graph.Token, len(g.Members))}
		for k, id := range g.Members {
			lines[i].Members[k] = token(id)
		}
		slices.Sort(lines[i].Members)
	}
	// The order of identifiers would say who was drawn with whom.
	slices.SortStableFunc(lines, func(x, y line) int { return slices.Compare(x.Members, y.Members) })
	out, err := files.Create(name)
	if err != nil {
		return err
	}
	defer out.Discard()
	_ = out.WriteByte('[') // the buffer repeats an earlier error
	for i, l := range lines {
		text, err := json.Marshal(l)
		if err != nil {
			return err
		}
		if i > 0 {
			_ = out.WriteByte(',')
		}
		_ = out.WriteByte('\n')
		_, _ = out.Write(text)
	}
	_, _ = out.WriteString("\n]\n")
	return out.Commit()
}
