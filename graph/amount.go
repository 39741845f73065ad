package graph

import (
	"strconv"
	"strings"
)

// Amount is a sum of money in decimal notation: at most MaxAmountDigits digits before the point and
// at most 4 behind it, never negative. It is a string because a binary fraction is not exact.
type Amount string

// MaxAmountDigits is the greatest number of digits before the point of an Amount.
const MaxAmountDigits = 15

// Valid reports whether a is an amount.
func (a Amount) Valid() bool {
	whole, fraction, point := strings.Cut(string(a), ".")
	if len(whole) < 1 || len(whole) > MaxAmountDigits || point && (len(fraction) < 1 || len(fraction) > 4) {
		return false
	}
	return allDigits(whole) && allDigits(fraction)
}

// Units returns the amount in ten-thousandths. It returns false for an invalid amount.
func (a Amount) Units() (uint64, bool) {
	if !a.Valid() {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(string(a), ".")
	units, err := strconv.ParseUint(whole+(fraction + "0000")[:4], 10, 64) // at most 19 digits: below 2^64
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
