package record

import "golang.org/x/text/currency"

// isCurrency tells whether a code of three capitals is of ISO 4217, as CLDR lists it:
// with those that were withdrawn, in which old losses are told, but without those for
// tests and for no currency.
func isCurrency(code string) bool {
	_, err := currency.ParseISO(code)
	return err == nil && code != currency.XTS.String() && code != currency.XXX.String()
}
