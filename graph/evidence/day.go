package evidence

import (
	"math"
	"time"
)

// Second is a moment in seconds from the beginning of 1970, UTC.
type Second int64

// NoSecond stands for a moment that is not known.
const NoSecond Second = -1_000_000_000_000_000

// SecondOf returns the second of a time; NoSecond for the zero time.
func SecondOf(t time.Time) Second {
	if t.IsZero() {
		return NoSecond
	}
	return Second(t.Unix())
}

// Time returns the moment as a time; the zero time where it is not known.
func (s Second) Time() time.Time {
	if s == NoSecond {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}

// Day is a day of UTC, counted from 1 January 1970.
type Day int32

// NoDay stands for a day that is not known.
const NoDay Day = math.MinInt32

// Day returns the day of a moment.
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
