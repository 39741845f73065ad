package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/jobs"
)

// age is how long something is kept, in days; zero: for ever.
type age time.Duration

// day is what ages are told in.
const day = 24 * time.Hour

// UnmarshalText is called by the command line.
func (a *age) UnmarshalText(text []byte) error {
	if string(text) == "off" {
		*a = 0
		return nil
	}
	number, isDays := strings.CutSuffix(string(text), "d")
	days, err := strconv.Atoi(number)
	if least := int(jobs.MinRetention / day); !isDays || err != nil || days < least || days > 100*365 {
		return errors.New("want a number of days such as 730d, or off")
	}
	*a = age(time.Duration(days) * day)
	return nil
}
