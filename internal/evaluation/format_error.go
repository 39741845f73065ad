package evaluation

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// FormatError says where a file has another form than expected. It quotes nothing of the file,
// which may be the wrong one and hold raw identifiers.
type FormatError struct {
	Line   int    // from 1
	Field  string // such as "[3].members[0]"; empty for the whole line
	Reason string
}

// Error names the line, the field and the reason.
func (e *FormatError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Field, e.Reason)
}

// explain returns the position, the field and the reason of a decoder's error, and quotes nothing
// of the input.
func explain(err error) (offset int64, field, reason string) {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		return syntactic.ByteOffset, fieldOf(syntactic.JSONPointer), "is given twice"
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		return semantic.ByteOffset, fieldOf(semantic.JSONPointer), "is not a field here"
	case errors.As(err, &semantic):
		return semantic.ByteOffset, fieldOf(semantic.JSONPointer), "has the wrong JSON type: want " + wanted(semantic)
	case errors.As(err, &syntactic):
		return syntactic.ByteOffset, fieldOf(syntactic.JSONPointer), "is not JSON in UTF-8"
	}
	return 0, "", "is not JSON in UTF-8"
}

// wanted returns the JSON type that was expected.
func wanted(err *json.SemanticError) string {
	if err.GoType == nil {
		return "another"
	}
	switch err.GoType.Kind() {
	case reflect.Struct:
		return "an object"
	case reflect.Slice:
		return "an array"
	case reflect.Float64:
		return "a number"
	}
	return "a string"
}

// fieldOf writes a JSON pointer as 'members[0].token'. It leaves out names that could be a raw
// number.
func fieldOf(pointer jsontext.Pointer) string {
	var b strings.Builder
	for name := range pointer.Tokens() {
		switch {
		case len(name) > 0 && len(name) <= 7 && strings.Trim(name, "0123456789") == "":
			b.WriteString("[" + name + "]")
			continue
		case len(name) == 0 || len(name) > 32 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "":
			name = "(a name not repeated here)"
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(name)
	}
	return b.String()
}
