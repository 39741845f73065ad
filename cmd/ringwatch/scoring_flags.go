package main

import (
	"fmt"
	"io"
	"os"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
)

// scoringFlags say how groups are scored.
type scoringFlags struct {
	MaxUncorroboratedBand string `env:"RINGWATCH_MAX_UNCORROBORATED_BAND" enum:"medium,high,very_high" default:"high" placeholder:"BAND" help:"Highest band of a ring that one agency alone supports: medium, high or very_high. It has no effect on records none of which names its agency."`
	Model                 string `env:"RINGWATCH_MODEL" placeholder:"FILE" help:"Model that scores groups, a file that ringwatch calibrate made. Default: the model that this version comes with."`
}

// params returns the parameters of a detection that the flags set. It returns an error that names
// the file and the field for a model that can't be used.
func (f *scoringFlags) params() (rings.Params, error) {
	p := rings.Params{UncorroboratedScore: graph.Band(f.MaxUncorroboratedBand).HighestScore()}
	var err error
	p.Model, err = readModel("--model or RINGWATCH_MODEL", f.Model)
	return p, err
}

// readModel reads the model in the file that a flag names, and returns nil if it names none.
func readModel(flag, name string) (*rings.Model, error) {
	if name == "" {
		return nil, nil
	}
	data, err := readModelFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	m, err := rings.ParseModel(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", flag, name, err)
	}
	return m, nil
}

// readModelFile reads as much of a file as a model may have, and one byte more, so that ParseModel
// refuses a file that is too long.
func readModelFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(file, rings.MaxModelBytes+1))
}
