package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/internal/calibration"
	"github.com/ringwatch/ringwatch/internal/files"
)

type calibrateCommand struct {
	Worlds    string  `placeholder:"DIR" help:"Fit a model to the worlds in this folder: NAME.ndjson, NAME.truth.json and, if there are any, NAME.innocents.json. The part of NAME before the first hyphen is the generator."`
	Out       string  `placeholder:"FILE" help:"Where to write the model; - is standard output. An existing file is replaced when the new one is complete."`
	Base      string  `placeholder:"FILE" help:"With --worlds: find candidates with this model, and fit once. With --feedback: the model to adjust, the one that the rings were scored with. Default: none with --worlds, the model that this version comes with with --feedback."`
	HoldOut   bool    `help:"With --worlds: print how detection does on each generator, with a model that was fitted on the others."`
	Ridge     float64 `default:"30" placeholder:"N" help:"With --worlds: penalty on large weights, over 0. Default: 30."`
	Deviation float64 `default:"1" placeholder:"N" help:"With --worlds: how far the differences between generators lower the certainty of scores, 0 or more. Default: 1."`
	Note      string  `placeholder:"TEXT" help:"Written into the model's provenance."`
}

// Help is shown by ringwatch calibrate --help.
func (calibrateCommand) Help() string {
	return `Makes the file of the model that scores groups, for --model or RINGWATCH_MODEL of serve, up and detect. The file says what it was made from: the command, the revision of the program, the worlds with a hash of each. The same worlds make the same file. Its version is a hash of its numbers.

With --worlds the model is fitted to candidates in worlds whose rings are known: a logistic regression in which every generator weighs alike. How much the weights differ between generators is part of the model: it draws the scores of unusual groups towards 1/2.

With --hold-out it prints first how detection does on the worlds of each generator with a model that was fitted without them, for that is how it will do on a world that nobody has seen. It takes as many fits as there are generators. Without --out, no model is written.

  bench/worlds.sh worlds
  ringwatch calibrate --worlds worlds/fit --hold-out --out model.json
  ringwatch detect --from records.ndjson --model model.json`
}

// Validate is called by the command line.
func (c *calibrateCommand) Validate() error {
	switch {
	case c.Worlds == "":
		return errors.New("want --worlds")
	case c.Out == "" && !c.HoldOut:
		return errors.New("want --out or --hold-out")
	case c.Out == files.Stdio && c.HoldOut:
		return errors.New("--out: want a file: standard output is for the tables of --hold-out")
	}
	return nil
}

// Run is called by the command line.
func (c *calibrateCommand) Run(ctx context.Context, s *settings) error {
	return c.runOnWorlds(ctx, s.logger())
}

func (c *calibrateCommand) runOnWorlds(ctx context.Context, log logrus.FieldLogger) error {
	base, err := readModel("--base", c.Base)
	if err != nil {
		return err
	}
	progress := func(phase string) { log.Info(phase) }
	worlds, err := c.readWorlds(ctx, progress)
	if err != nil {
		return err
	}
	fits, err := calibration.New(ctx, worlds, base, calibration.Options{Ridge: c.Ridge, Deviation: c.Deviation}, progress)
	if err != nil {
		return err
	}
	if c.HoldOut {
		all, err := fits.HoldOut(ctx)
		if err != nil {
			return err
		}
		if err := calibration.Print(os.Stdout, all); err != nil {
			return err
		}
	}
	if c.Out == "" {
		return nil
	}
	m, err := fits.Fit(ctx)
	if err != nil {
		return err
	}
	m.Provenance.Command = fmt.Sprintf("ringwatch calibrate --worlds %s --ridge %g --deviation %g",
		filepath.Base(filepath.Clean(c.Worlds)), c.Ridge, c.Deviation)
	if base != nil {
		m.Provenance.Command += " --base " + base.Version
	}
	return c.write(m, log)
}

func (c *calibrateCommand) readWorlds(ctx context.Context, progress func(string)) ([]*calibration.World, error) {
	names, err := calibration.WorldNames(c.Worlds)
	if err != nil {
		return nil, fmt.Errorf("--worlds: %w", err)
	}
	var worlds []*calibration.World
	for i, name := range names {
		progress(fmt.Sprintf("reading world %d of %d, %s", i+1, len(names), name))
		w, err := calibration.ReadWorld(ctx, c.Worlds, name)
		if err != nil {
			return nil, fmt.Errorf("--worlds: %w", err)
		}
		worlds = append(worlds, w)
	}
	return worlds, nil
}

// write writes the model with the rest of its provenance.
func (c *calibrateCommand) write(m *rings.Model, log logrus.FieldLogger) error {
	m.Provenance.Code, m.Provenance.Note = revision(), c.Note
	data, err := calibration.Encode(m)
	if err != nil {
		return err
	}
	out, err := files.Create(c.Out)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	defer out.Discard()
	if _, err := out.Write(data); err != nil {
		return fmt.Errorf("--out: writing %s: %w", c.Out, err)
	}
	if err := out.Commit(); err != nil {
		return fmt.Errorf("--out: writing %s: %w", c.Out, err)
	}
	log.WithField("version", m.Version).Info("wrote the model")
	return nil
}

// revision returns the revision of the code that the program was built from, or "unknown".
func revision() string {
	code, modified := "unknown", false
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				code = s.Value
			case "vcs.modified":
				modified = s.Value == "true"
			}
		}
	}
	if modified {
		code += ", modified"
	}
	return code
}
