package tokens

import "errors"

// ErrIdentifier is the category of all errors about an identifier. errors.Is(err, ErrIdentifier)
// means that the value is at fault, not the key or the machine.
var ErrIdentifier = errors.New("identifier refused")

// refusal is an error about an identifier. It is a constant text, so that it cannot hold the value
// that it refuses. Only [errNumber] has a parameter, and that comes from the list of supported
// regions.
type refusal string

func (r refusal) Error() string { return string(r) }

// Is makes every refusal an ErrIdentifier.
func (r refusal) Is(target error) bool { return target == ErrIdentifier }

const (
	errKind  refusal = "unknown kind of identifier: write number, device or account"
	errEmpty refusal = "the value is empty: leave the identifier out if it is unknown"
	errLong  refusal = "the value is too long: at most 512 bytes"
	errUTF8  refusal = "the value is not valid UTF-8"
)
