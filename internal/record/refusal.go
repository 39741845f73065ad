package record

import (
	"errors"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Refusal is why a record was not accepted. It repeats no value of the record except a valid id.
type Refusal struct {
	ID     string // empty if the record has no valid one
	Field  string // for example "identifiers[2].token"; empty if the whole record is at fault
	Reason string
}

// Error returns the field and the reason.
func (r *Refusal) Error() string {
	if r.Field == "" {
		return r.Reason
	}
	return r.Field + ": " + r.Reason
}

func refuse(field, reason string) *Refusal { return &Refusal{Field: field, Reason: reason} }

// withID adds the record's id, as far as the record was decoded and if the id is valid.
func (r *Refusal) withID(w *recordJSON) *Refusal {
	if w.ID != nil && isValidID(*w.ID) {
		r.ID = *w.ID
	}
	return r
}

const notAnObject = "is not one JSON object in UTF-8"

// refuseJSON turns a decoding error into a refusal without anything that the decoder quotes.
func refuseJSON(err error) *Refusal {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		return refuse(fieldOf(syntactic.JSONPointer), "is given twice")
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		return refuse(fieldOf(semantic.JSONPointer), "is not a field of a record: leave it out")
	case errors.As(err, &semantic):
		return refuse(fieldOf(semantic.JSONPointer), "has the wrong JSON type: want "+jsonTypeOf(semantic))
	}
	return refuse("", notAnObject)
}

func jsonTypeOf(err *json.SemanticError) string {
	if err.GoType == nil {
		return "another"
	}
	switch err.GoType.Kind().String() {
	case "struct", "ptr":
		return "an object"
	case "slice":
		return "an array"
	}
	return "a string"
}

// plainName is what a field name must look like to be repeated in an error. An unknown name may
// itself be a number or an account.
var plainName = regexp.MustCompile(`^[a-z][a-z_]{0,31}$`)

// fieldOf writes a JSON pointer (RFC 6901) as a field: identifiers[2].token.
func fieldOf(pointer jsontext.Pointer) string {
	var b strings.Builder
	for name := range pointer.Tokens() {
		switch {
		case isIndex(name):
			b.WriteString("[" + name + "]")
			continue
		case !plainName.MatchString(name):
			name = "(a name not repeated here)"
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(name)
	}
	return b.String()
}

// isIndex reports whether a text is an index of an array, of at most four digits. More digits may
// be a raw number that was sent as the name of a field.
func isIndex(s string) bool {
	if len(s) == 0 || len(s) > 4 {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}
