package tokens

import "unicode/utf8"

// The kinds of identifier, as records write them.
const (
	KindNumber  = "number"
	KindDevice  = "device"
	KindAccount = "account"
)

// maxBytes bounds every value. It is far above the longest valid one (an account of 256 characters)
// and low enough that no parser is kept busy.
const maxBytes = 512

// Normalise returns the normal form of an identifier, the one spelling that its token is made from:
//
//   - a number in E.164 (ITU-T E.164). The region, two letters of ISO 3166-1, decides how a number
//     in national form is read. It may be empty if all numbers have + and a country code;
//   - a device as the first 14 digits of its IMEI (3GPP TS 23.003, section 6.2.1): the type
//     allocation code and the serial number;
//   - an account as scheme:value; see [normaliseAccount] for each scheme.
//
// Normalise is idempotent: the normal form of a normal form is itself. Every error is an
// [ErrIdentifier]. It says what is wrong and how to fix it, and holds no part of the value.
func Normalise(kind, value, region string) (string, error) {
	if err := checkValue(value); err != nil {
		return "", err
	}
	switch kind {
	case KindNumber:
		return normaliseNumber(value, region)
	case KindDevice:
		return normaliseDevice(value)
	case KindAccount:
		return normaliseAccount(value)
	default:
		return "", errKind
	}
}

// Identifier is an identifier in normal form, as [Normalise] returns it.
type Identifier struct{ Kind, Normalised string }

// input returns the input of the VOPRF: kind:normalised. The error is an [ErrIdentifier].
func (id Identifier) input() ([]byte, error) {
	switch id.Kind {
	case KindNumber, KindDevice, KindAccount:
	default:
		return nil, errKind
	}
	if err := checkValue(id.Normalised); err != nil {
		return nil, err
	}
	return []byte(id.Kind + ":" + id.Normalised), nil
}

// checkValue refuses what no kind of identifier can be.
func checkValue(value string) error {
	switch {
	case value == "":
		return errEmpty
	case len(value) > maxBytes:
		return errLong
	case !utf8.ValidString(value):
		return errUTF8
	}
	return nil
}

// isASCII reports whether a text is ASCII. Check it before every change of case: some letters
// outside ASCII fold into it (the Kelvin sign becomes k), and two different values would get one
// token.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
