package tokenise

import (
	"io"

	"github.com/ringwatch/ringwatch/internal/files"
)

// whole is an output whose files appear when they are complete. An interruption leaves nothing.
type whole struct {
	records, rejects *files.Output // rejects is nil if refusals are printed
	input            string        // the name of the input
	messages         io.Writer
}

func openWhole(o Options) (output, error) {
	w := &whole{input: o.In, messages: o.Messages}
	var err error
	if o.Rejects != "" {
		if w.rejects, err = files.CreateNew(o.Rejects); err != nil {
			return nil, err
		}
	}
	if w.records, err = files.CreateNew(o.Out); err != nil {
		w.discard()
		return nil, err
	}
	return w, nil
}

func (w *whole) alreadyDone() Progress  { return Progress{} }
func (w *whole) skip(int, []byte) error { return nil }

func (w *whole) write(c *chunk, _ Progress) error {
	if w.rejects == nil {
		printRefusals(w.messages, w.input, c.refusals)
	} else if err := writeRefusals(w.rejects, c.refusals); err != nil {
		return err
	}
	_, err := w.records.Write(c.records)
	return err
}

func (w *whole) commit() error {
	if err := w.records.Commit(); err != nil || w.rejects == nil {
		return err
	}
	return w.rejects.Commit()
}

func (w *whole) discard() {
	if w.records != nil {
		w.records.Discard()
	}
	if w.rejects != nil {
		w.rejects.Discard()
	}
}
