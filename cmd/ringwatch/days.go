package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ringwatch/ringwatch/jobs"
)

const day = 24 * time.Hour

// parseDays reads a number of days such as 730d, or off, which is 0. Its error states the bounds.
func parseDays(text string, minDays, maxDays int) (time.Duration, error) {
	if text == "off" {
		return 0, nil
	}
	number, hasUnit := strings.CutSuffix(text, "d")
	days, err := strconv.Atoi(number)
	if !hasUnit || err != nil || days < minDays || days > maxDays {
		return 0, fmt.Errorf("want %dd to %dd, or off", minDays, maxDays)
	}
	return time.Duration(days) * day, nil
}

// retention is how long records are stored; 0 is for ever.
type retention time.Duration

// maxRetentionDays is a hundred years.
const maxRetentionDays = 100 * 365

// UnmarshalText is called by the command line.
func (r *retention) UnmarshalText(text []byte) error {
	d, err := parseDays(string(text), int(jobs.MinRetention/day), maxRetentionDays)
	if err != nil {
		return err
	}
	*r = retention(d)
	return nil
}

// validity is for how long a credential is valid; 0 is until it is revoked.
type validity time.Duration

// maxValidityDays is ten years.
const maxValidityDays = 3650

// UnmarshalText is called by the command line.
func (v *validity) UnmarshalText(text []byte) error {
	d, err := parseDays(string(text), 1, maxValidityDays)
	if err != nil {
		return err
	}
	*v = validity(d)
	return nil
}
