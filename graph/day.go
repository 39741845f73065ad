package graph

import (
	"math"
	"time"
)

// Day is a day of UTC, counted from 1 January 1970.
type Day int32

// NoDay stands for a day that is not known.
const NoDay Day = math.MinInt32

const secondsADay = 24 * 60 * 60

// DayOf returns the day of a time; NoDay for the zero time.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return NoDay
	}
	return DayOfUnix(t.Unix())
}

// DayOfUnix returns the day of a time in seconds from the beginning of 1970.
func DayOfUnix(seconds int64) Day {
	day := seconds / secondsADay
	if seconds%secondsADay < 0 {
		day--
	}
	return Day(day)
}
