package evidence

import (
	"math"
	"time"
)

// Second is a moment, in seconds since 1970-01-01 00:00 UTC.
type Second int64

// NoSecond is the moment of a record without a time.
const NoSecond Second = -1_000_000_000_000_000

// SecondOf returns the second of t, and NoSecond for the zero time.
func SecondOf(t time.Time) Second {
	if t.IsZero() {
		return NoSecond
	}
	return Second(t.Unix())
}

// Time returns the moment in UTC, and the zero time for NoSecond.
func (s Second) Time() time.Time {
	if s == NoSecond {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}

// Day is a day in UTC, counted from 1970-01-01.
type Day int32

// NoDay is the day of a record without a time.
const NoDay Day = math.MinInt32

// Day returns the day of the moment, and NoDay for NoSecond.
func (s Second) Day() Day {
	const day = 24 * 60 * 60
	if s == NoSecond {
		return NoDay
	}
	if s < 0 {
		return Day((s - day + 1) / day)
	}
	return Day(s / day)
}
