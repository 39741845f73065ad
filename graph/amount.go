package graph

import (
	"strconv"
	"strings"
)

// Amount is a decimal sum of money, written with at most MaxAmountDigits digits
// before the point and 4 after it, never negative. It stays a string because a
// binary fraction would not be evidence.
type Amount string

// MaxAmountDigits bounds the whole part of an Amount.
const MaxAmountDigits = 15

// Valid reports whether a is such a decimal.
func (a Amount) Valid() bool {
	whole, fraction, point := strings.Cut(string(a), ".")
	if len(whole) < 1 || len(whole) > MaxAmountDigits || point && (len(fraction) < 1 || len(fraction) > 4) {
		return false
	}
	return allDigits(whole) && allDigits(fraction)
}

// Units is the amount in ten-thousandths; false where it is none.
func (a Amount) Units() (uint64, bool) {
	if !a.Valid() {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(string(a), ".")
	units, err := strconv.ParseUint(whole+(fraction + "0000")[:4], 10, 64) // 19 digits fit
	return units, err == nil
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
