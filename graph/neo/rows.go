package neo

import (
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// column reads a list of one type from a record.
func column[T any](r *neo4j.Record, name string) ([]T, error) {
	return appendColumn[T](nil, r, name)
}

// columnAlong reads a list of one type from a record that goes along with another of that length.
func columnAlong[T any](r *neo4j.Record, name string, length int) ([]T, error) {
	list, err := column[T](r, name)
	if err == nil && len(list) != length {
		return nil, fmt.Errorf("neo4j answered %d %s, not %d", len(list), name, length)
	}
	return list, err
}

// appendColumn appends the list of one type in a record to values.
func appendColumn[T any](values []T, r *neo4j.Record, name string) ([]T, error) {
	list, _, err := neo4j.GetRecordValue[[]any](r, name)
	if err != nil {
		return nil, fmt.Errorf("neo4j answered without a list of %s", name)
	}
	return appendList(values, list, name)
}

func appendList[T any](values []T, list []any, name string) ([]T, error) {
	values = slices.Grow(values, len(list))
	for i := range list {
		value, ok := list[i].(T)
		if !ok {
			return nil, fmt.Errorf("neo4j answered %s with a %T among them", name, list[i])
		}
		values = append(values, value)
	}
	return values, nil
}

// number reads a whole number from a record.
func number(r *neo4j.Record, name string) (int64, error) {
	n, _, err := neo4j.GetRecordValue[int64](r, name)
	if err != nil {
		return 0, fmt.Errorf("neo4j answered without a number %s", name)
	}
	return n, nil
}

// truth reads whether something is so from a record.
func truth(r *neo4j.Record, name string) (bool, error) {
	is, _, err := neo4j.GetRecordValue[bool](r, name)
	if err != nil {
		return false, fmt.Errorf("neo4j answered without saying %s or not", name)
	}
	return is, nil
}

// properties reads a node's properties. What is not there, or of another type, reads
// as the zero value: absent is unknown.
type properties map[string]any

func (p properties) text(name string) string      { s, _ := p[name].(string); return s }
func (p properties) number(name string) int       { n, _ := p[name].(int64); return int(n) }
func (p properties) fraction(name string) float64 { f, _ := p[name].(float64); return f }

func (p properties) time(name string) time.Time {
	if t, ok := p[name].(time.Time); ok {
		return t.UTC()
	}
	return time.Time{}
}

func (p properties) texts(name string) []string {
	list, _ := p[name].([]any)
	texts, err := appendList[string](nil, list, name)
	if err != nil || len(texts) == 0 {
		return nil
	}
	return texts
}

func (p properties) fractions(name string) []float64 {
	list, _ := p[name].([]any)
	fractions, err := appendList[float64](nil, list, name)
	if err != nil {
		return nil
	}
	return fractions
}

// nodeOf reads the properties of a record's node.
func nodeOf(r *neo4j.Record, name string) (properties, error) {
	node, _, err := neo4j.GetRecordValue[neo4j.Node](r, name)
	if err != nil {
		return nil, fmt.Errorf("neo4j answered without a node %s", name)
	}
	return node.Props, nil
}
