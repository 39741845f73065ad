package tokens

import "unicode/utf8"

// The kinds of identifier, as they are written in records.
const (
	KindNumber  = "number"
	KindDevice  = "device"
	KindAccount = "account"
)

// maxBytes bounds every value. It is far above the longest sound one (an account of 256 characters), and below what
// could keep a parser busy.
const maxBytes = 512

// Normalise returns the one spelling of an identifier that its token is made of:
//
//   - a number in E.164 (ITU-T E.164); region, two letters of ISO 3166-1, says how a national form is to be read, and
//     may be empty when all numbers are written with + and country code;
//   - a device as the 14 digits of its IMEI (3GPP TS 23.003, section 6.2): type allocation code and serial number;
//   - an account as scheme:value, see [normaliseAccount] for each scheme.
//
// A normalised value is its own normal form. Every error is an [ErrIdentifier], says what is wrong and what would be
// right, and holds no part of the value.
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

// isASCII guards every change of case: outside ASCII some letters fold into it (the Kelvin sign into k), and two
// different values would meet.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
