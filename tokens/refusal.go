package tokens

import "errors"

// ErrIdentifier is the category of all errors about an identifier: errors.Is(err, ErrIdentifier) says that the value was
// at fault, not the key or the machine.
var ErrIdentifier = errors.New("identifier refused")

// refusal is an error that says what is wrong with an identifier. It is a constant text, so that it cannot hold the
// value it refuses; the one text with a hole, that of numbers, is filled from the list of known regions.
type refusal string

func (r refusal) Error() string { return string(r) }

// Is makes every refusal one of ErrIdentifier.
func (r refusal) Is(target error) bool { return target == ErrIdentifier }

const (
	errKind  refusal = "unknown kind of identifier: it is number, device or account"
	errEmpty refusal = "empty value: leave the identifier out when it is not known"
	errLong  refusal = "value too long: at most 512 bytes"
	errUTF8  refusal = "value is not valid UTF-8"
)
