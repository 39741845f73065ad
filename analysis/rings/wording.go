package rings

import (
	"math"
	"strconv"
	"time"
)

var kindNames = [kindCount]string{"number", "device", "account"}

// count writes a number with its noun: '1 report', '1,200 reports'.
func count(n int, singular, plural string) string {
	if n == 1 {
		return "1 " + singular
	}
	return thousands(n) + " " + plural
}

// outOf writes a part of a whole: 'none of 3 reports', '2 of 3 reports', 'all 3 reports', 'the only
// report'.
func outOf(n, all int, singular, plural string) string {
	switch {
	case n == 0:
		return "none of " + count(all, singular, plural)
	case n < all:
		return thousands(n) + " of " + count(all, singular, plural)
	case all == 1:
		return "the only " + singular
	}
	return "all " + count(all, singular, plural)
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// howMany writes a share: '13 in 100 do'.
func howMany(share float64) string {
	switch {
	case share < 0.01:
		return "fewer than 1 in 100 do"
	case share == 1:
		return "all do"
	case share > 0.99:
		return "more than 99 in 100 do"
	}
	return strconv.Itoa(int(math.Round(100*share))) + " in 100 do"
}

// between writes a range of days after a space: ' between 3 and 21 May 2026'. It is empty if last
// comes before first.
func between(first, last int32) string {
	switch {
	case last < first:
		return ""
	case first == last:
		return " on " + dateOf(first).Format(wholeDate)
	}
	from, to := dateOf(first), dateOf(last)
	layout := wholeDate
	if from.Year() == to.Year() {
		layout = "2 January"
		if from.Month() == to.Month() {
			layout = "2"
		}
	}
	return " between " + from.Format(layout) + " and " + to.Format(wholeDate)
}

const wholeDate = "2 January 2006"

func dateOf(day int32) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }
