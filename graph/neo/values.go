package neo

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// fields reads the properties of a node, or the columns of a record, by name and type. Anyone may
// edit the graph in Neo4j Browser, so nothing that is read is trusted. What can't be read is
// returned as the zero value, and the first such field is noted: call err once all are read.
//
// A method whose name begins with need reads a field that must be there. For the others an absent
// field is the zero value too: absent means unknown.
type fields struct {
	values  map[string]any
	damaged string // the first field that is missing or malformed
}

// fieldsOf reads the columns of a record.
func fieldsOf(r *neo4j.Record) *fields { return &fields{values: r.AsMap()} }

// nodeOf reads the properties of a node in a record; nil where the column is null or holds no node.
func nodeOf(r *neo4j.Record, column string) *fields {
	value, _ := r.Get(column)
	node, ok := value.(neo4j.Node)
	if !ok {
		return nil
	}
	return &fields{values: node.Props}
}

// note records that a field can't be read.
func (f *fields) note(name string) {
	if f.damaged == "" {
		f.damaged = name
	}
}

// err returns a *DamageError that names the node by its label and id if a field could not be read.
func (f *fields) err(label, id string) error {
	if f.damaged == "" {
		return nil
	}
	return &DamageError{Label: label, ID: id, Field: f.damaged}
}

// valueOf reads a field of one type; ok is false where it is absent or malformed.
func valueOf[T any](f *fields, name string) (value T, ok bool) {
	given := f.values[name]
	if given == nil {
		return value, false
	}
	value, ok = given.(T)
	if !ok {
		f.note(name)
	}
	return value, ok
}

// needed reads a field of one type that must be there.
func needed[T any](f *fields, name string) T {
	value, ok := valueOf[T](f, name)
	if !ok {
		f.note(name)
	}
	return value
}

func (f *fields) text(name string) string     { s, _ := valueOf[string](f, name); return s }
func (f *fields) needText(name string) string { return needed[string](f, name) }

func (f *fields) integer(name string) int64     { n, _ := valueOf[int64](f, name); return n }
func (f *fields) needInteger(name string) int64 { return needed[int64](f, name) }
func (f *fields) count(name string) int         { return int(f.integer(name)) }
func (f *fields) needCount(name string) int     { return int(f.needInteger(name)) }

func (f *fields) bool(name string) bool     { b, _ := valueOf[bool](f, name); return b }
func (f *fields) needBool(name string) bool { return needed[bool](f, name) }

// float reads a number with or without a fraction: 1 set by hand is stored as a whole number.
func (f *fields) float(name string) float64 {
	if f.values[name] == nil {
		return 0
	}
	x, ok := floatOf(f.values[name])
	if !ok {
		f.note(name)
	}
	return x
}

// floatOf converts a number of Neo4j. NaN and the infinities are malformed.
func floatOf(value any) (x float64, ok bool) {
	switch value := value.(type) {
	case int64:
		return float64(value), true
	case float64:
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return 0, false
		}
		return value, true
	}
	return 0, false
}

func (f *fields) needFloat(name string) float64 {
	if f.values[name] == nil {
		f.note(name)
	}
	return f.float(name)
}

func (f *fields) time(name string) time.Time {
	t, ok := valueOf[time.Time](f, name)
	if !ok {
		return time.Time{}
	}
	return t.UTC()
}

func (f *fields) needTime(name string) time.Time {
	if f.values[name] == nil {
		f.note(name)
	}
	return f.time(name)
}

// day reads a date as midnight, UTC.
func (f *fields) day(name string) time.Time {
	day, ok := valueOf[neo4j.Date](f, name)
	if !ok {
		return time.Time{}
	}
	return time.Time(day)
}

// texts reads a list of texts; nil where there is none.
func (f *fields) texts(name string) []string { return listOf[string](f, name) }

// textsAlong reads a list of texts that belongs to another list of the given length.
func (f *fields) textsAlong(name string, length int) []string {
	return listAlong[string](f, name, length)
}

// floatsAlong reads a list of numbers that belongs to another list of the given length.
func (f *fields) floatsAlong(name string, length int) []float64 {
	list := make([]float64, length)
	for i, value := range listAlong[any](f, name, length) {
		x, ok := floatOf(value)
		if !ok {
			f.note(name)
		}
		list[i] = x
	}
	return list
}

// listOf reads a list of one type; nil where it is absent, empty or malformed.
func listOf[T any](f *fields, name string) []T {
	given, ok := valueOf[[]any](f, name)
	if !ok || len(given) == 0 {
		return nil
	}
	list, err := appendList(make([]T, 0, len(given)), given, name)
	if err != nil {
		f.note(name)
		return nil
	}
	return list
}

// listAlong reads a list of one type and of a given length. Where it is malformed it returns zero
// values.
func listAlong[T any](f *fields, name string, length int) []T {
	list := listOf[T](f, name)
	if len(list) != length {
		f.note(name)
		return make([]T, length)
	}
	return list
}

// column reads a column that holds a list of one type.
func column[T any](r *neo4j.Record, name string) ([]T, error) {
	return appendColumn[T](nil, r, name)
}

// columnAlong reads a column that holds a list of one type, as long as another column.
func columnAlong[T any](r *neo4j.Record, name string, length int) ([]T, error) {
	list, err := column[T](r, name)
	if err == nil {
		err = sameLength(name, len(list), length)
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// sameLength checks that a column is as long as another one.
func sameLength(name string, length, want int) error {
	if length != want {
		return &columnError{name, fmt.Sprintf("holds %d values, not %d", length, want)}
	}
	return nil
}

// appendColumn appends the list of one type that a column holds to values.
func appendColumn[T any](values []T, r *neo4j.Record, name string) ([]T, error) {
	list, _, err := neo4j.GetRecordValue[[]any](r, name)
	if err != nil {
		return nil, &columnError{name, "holds no list"}
	}
	return appendList(values, list, name)
}

func appendList[T any](values []T, list []any, name string) ([]T, error) {
	values = slices.Grow(values, len(list))
	for i := range list {
		value, ok := list[i].(T)
		if !ok {
			return nil, &columnError{name, fmt.Sprintf("holds a %T", list[i])}
		}
		values = append(values, value)
	}
	return values, nil
}

// columnError says that a column of Neo4j's answer is not what the statement returns on an
// undamaged graph.
type columnError struct{ column, why string }

func (e *columnError) Error() string {
	return fmt.Sprintf("Neo4j answered a column %s that %s", e.column, e.why)
}

// text is a text as a parameter: empty is null, which means unknown.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// datetime is a time as a parameter: zero is null, which means unknown.
func datetime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}

// texts is a list as a parameter. The driver would turn nil into null, which is no empty list.
func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = string(s)
	}
	return all
}

// textsOrNull is a list as a parameter: empty is null, which leaves the property unset.
func textsOrNull[T ~string](list []T) any {
	if len(list) == 0 {
		return nil
	}
	return texts(list)
}
