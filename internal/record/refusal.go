package record

import (
	"errors"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Refusal is why a record was not accepted. It repeats no value of the record but
// its id, where that is a valid one.
type Refusal struct {
	ID     string // empty when there is no valid one
	Field  string // such as "identifiers[2].token"; empty when the whole record is meant
	Reason string
}

// Error names the field and the reason.
func (r *Refusal) Error() string {
	if r.Field == "" {
		return r.Reason
	}
	return r.Field + ": " + r.Reason
}

func refuse(field, reason string) *Refusal { return &Refusal{Field: field, Reason: reason} }

const notAnObject = "is not one JSON object in UTF-8"

// refuseJSON turns a decoding error into a refusal without what the decoder quotes.
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

// plainName is what a field name may look like to be repeated in an error: an
// unknown name could itself be a number or an account.
var plainName = regexp.MustCompile(`^[a-z][a-z_]{0,31}$`)

// fieldOf writes a JSON pointer as people write fields: identifiers[2].token.
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

// isIndex takes short digits alone for an array's index: a longer run may be a raw
// number that was sent as a field's name.
func isIndex(s string) bool {
	if len(s) == 0 || len(s) > 4 {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}
