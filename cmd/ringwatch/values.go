package main

import (
	"errors"
	"strconv"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// instant is a time whose errors say which form is wanted.
type instant struct{ time.Time }

// UnmarshalText is called by the command line.
func (i *instant) UnmarshalText(text []byte) error {
	if i.Time.UnmarshalText(text) != nil {
		return errors.New("want an RFC 3339 time, such as 2026-05-01T10:00:00Z")
	}
	return nil
}

// countNoun returns a number and a noun, with an s unless the number is 1.
func countNoun(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

func checkAgencyFlag(agency string) error {
	if !graph.ValidAgencyID(agency) {
		return errors.New("--agency: want 1 to 63 of a-z, 0-9 and -, a letter or digit first")
	}
	return nil
}
