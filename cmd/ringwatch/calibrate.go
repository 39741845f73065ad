package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/analysis/rings"
	"github.com/ringwatch/ringwatch/graph"
	"github.com/ringwatch/ringwatch/graph/neo"
	"github.com/ringwatch/ringwatch/internal/calibration"
	"github.com/ringwatch/ringwatch/internal/evaluation"
	"github.com/ringwatch/ringwatch/internal/files"
)

type calibrateCommand struct {
	Worlds    string  `placeholder:"DIR" help:"Fit a model to the worlds in this folder: NAME.ndjson, NAME.truth.json and, if there are any, NAME.innocents.json. The part of NAME before the first hyphen is the generator."`
	Feedback  bool    `help:"Adjust a model to what became of the published rings of NEO4J_URI instead."`
	Out       string  `placeholder:"FILE" help:"Where to write the model; - is standard output. An existing file is replaced when the new one is complete."`
	Base      string  `placeholder:"FILE" help:"With --worlds: find candidates with this model, and fit once. With --feedback: the model to adjust, the one that the rings were scored with. Default: none with --worlds, the model that this version comes with with --feedback."`
	HoldOut   bool    `help:"With --worlds: print how detection does on each generator, with a model that was fitted on the others."`
	Ridge     float64 `default:"10" placeholder:"N" help:"With --worlds: penalty on large steps of curves, over 0. Default: 10."`
	Deviation float64 `default:"0.5" placeholder:"N" help:"With --worlds: how far the differences between generators lower the certainty of scores, 0 or more. Default: 0.5."`
	Force     bool    `help:"With --feedback: adjust although there are fewer than 30 outcomes, or although the rings were scored with another model."`
	Note      string  `placeholder:"TEXT" help:"Written into the model's provenance."`
}

// Help is shown by ringwatch calibrate --help.
func (calibrateCommand) Help() string {
	return `Makes the file of the model that scores groups, for --model or RINGWATCH_MODEL of serve, up and detect. The file says what it was made from: the command, the revision of the program, the worlds with a hash of each. The same worlds make the same file. Its version is a hash of its numbers.

With --worlds the model is fitted to candidates in worlds whose rings are known: a logistic regression on a curve of each feature, in which every generator weighs alike. How much the curves differ between generators is part of the model: it draws the scores of unusual groups towards 1/2.

With --hold-out it prints first how detection does on the worlds of each generator with a model that was fitted without them, for that is how it will do on a world that nobody has seen. It takes as many fits as there are generators. Without --out, no model is written.

  bench/worlds.sh worlds
  ringwatch calibrate --worlds worlds/fit --hold-out --out model.json
  ringwatch detect --from records.ndjson --model model.json

With --feedback a model is adjusted to an operator's own outcomes: rings that agencies confirmed or dismissed, and rings without a verdict of which telcos disconnected, verified, or disputes cleared three members or more. A slope and a shift of the log-odds are fitted (Platt scaling); the order of rings stays. Ten imagined outcomes that agree with the scores are added, so that few outcomes change little. It prints both with 95 % intervals. Agencies choose which rings they judge: if they choose those that look wrong, the adjustment is too low for the others.

The base model stays as it is. To take an adjustment back, start with the base model's file again.

  ringwatch calibrate --feedback --base model.json --out adjusted.json
  RINGWATCH_MODEL=adjusted.json ringwatch serve`
}

// Validate is called by the command line.
func (c *calibrateCommand) Validate() error {
	switch {
	case c.Feedback == (c.Worlds != ""):
		return errors.New("want --worlds or --feedback, and not both")
	case c.Feedback && c.HoldOut:
		return errors.New("--hold-out: needs --worlds")
	case c.Force && !c.Feedback:
		return errors.New("--force: needs --feedback")
	case c.Out == "" && !c.HoldOut:
		return errors.New("want --out, or --hold-out with --worlds")
	case c.Out == files.Stdio && (c.HoldOut || c.Feedback):
		return errors.New("--out: want a file: standard output is for the tables")
	}
	if err := c.options().Validate(); err != nil {
		return fmt.Errorf("--%w", err)
	}
	return nil
}

func (c *calibrateCommand) options() calibration.Options {
	return calibration.Options{Ridge: c.Ridge, Deviation: c.Deviation}
}

// Run is called by the command line.
func (c *calibrateCommand) Run(ctx context.Context, s *settings) error {
	base, err := readModel("--base", c.Base)
	if err != nil {
		return err
	}
	if c.Feedback {
		return c.runOnFeedback(ctx, s, base)
	}
	return c.runOnWorlds(ctx, s.logger(), base)
}

// runOnFeedback adjusts the base model, or the default one, to the outcomes in Neo4j.
func (c *calibrateCommand) runOnFeedback(ctx context.Context, s *settings, base *rings.Model) (err error) {
	if base == nil {
		if base, err = rings.DefaultModel(); err != nil {
			return err
		}
	}
	return s.withStore(ctx, func(store *neo.Store) error {
		if err := c.checkScoredWith(ctx, store.Runs, base.Version); err != nil {
			return err
		}
		published, findings, err := readFindings(ctx, store.Publications, store.Reviews)
		if err != nil {
			return err
		}
		outcomes, left := evaluation.RingOutcomes(published, findings)
		adjusted, err := calibration.Adjust(base, outcomes, c.Force)
		if err != nil {
			return fmt.Errorf("adjusting model %s: %w", base.Version, err)
		}
		if err := calibration.PrintAdjusted(os.Stdout, base, adjusted, left); err != nil {
			return err
		}
		adjusted.Model.Provenance.Command = strings.TrimPrefix(
			base.Provenance.Command+"; ringwatch calibrate --feedback --base "+base.Version, "; ")
		return c.write(adjusted.Model, s.logger())
	})
}

// checkScoredWith returns an error if the last run that published scored with another model: its
// scores are not those that are adjusted.
func (c *calibrateCommand) checkScoredWith(ctx context.Context, log graph.RunReader, version string) error {
	for before := int64(0); !c.Force; {
		runs, err := log.Runs(ctx, before, readAtOnce)
		if err != nil {
			return err
		}
		for i := range runs {
			if before = runs[i].Sequence; runs[i].Status != graph.Succeeded {
				continue
			}
			if runs[i].Model != version {
				return fmt.Errorf("the last run scored with model %q, and --base is %q: name the model that scored the rings, or use --force",
					runs[i].Model, version)
			}
			return nil
		}
		if len(runs) == 0 {
			return errors.New("no run has published rings yet")
		}
	}
	return nil
}

func (c *calibrateCommand) runOnWorlds(ctx context.Context, log logrus.FieldLogger, base *rings.Model) error {
	progress := func(phase string) { log.Info(phase) }
	worlds, err := c.readWorlds(ctx, progress)
	if err != nil {
		return err
	}
	fits, err := calibration.New(ctx, worlds, base, c.options(), progress)
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
	m.Provenance.Code = revision()
	if c.Note != "" {
		m.Provenance.Note = c.Note
	}
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
