package tokenise

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
)

// Resume makes an interrupted run continue where it ended. The next run must read the same input
// with the same settings.
type Resume struct {
	// Settings are all that shapes the output, in any form that is the same for the same settings.
	Settings string
	// Secret keys the fingerprints of settings and input in the journal. It must be the same each
	// time. A bare hash of raw records would let whoever finds the journal test guesses.
	Secret string
}

// checkpoint is a line of the journal: how much of the input is done, and how long the files are.
type checkpoint struct {
	Progress Progress `json:"progress"`
	Settings string   `json:"settings"` // HMAC of the settings, in hexadecimal
	Input    string   `json:"input"`    // HMAC of the lines that are done
	Records  int64    `json:"records_bytes"`
	Rejects  int64    `json:"rejects_bytes"`
}

// checkpointEvery is how much work is lost at most when the process is killed.
const checkpointEvery = time.Second

// resumable is an output that writes OUT.partial, with checkpoints in OUT.journal. After a crash,
// what was written after the last checkpoint is cut off and done again, so that a torn line is
// never taken for a record.
type resumable struct {
	options   Options
	settings  string // its HMAC
	records   *appendFile
	rejects   *appendFile // nil if refusals are printed
	journal   *appendFile
	input     hash.Hash // HMAC of the lines that are done
	last      checkpoint
	lastAt    time.Time
	written   bool // something since the last checkpoint
	committed bool
	failed    bool // the disk did
}

func partialName(out string) string { return out + ".partial" }
func journalName(out string) string { return out + ".journal" }

func openResumable(o Options) (_ output, err error) {
	if err := files.MustNotExist(o.Out); err != nil {
		return nil, err
	}
	key := sha256.Sum256([]byte("ringwatch tokenize journal\x00" + o.Resume.Secret))
	settings := hmac.New(sha256.New, key[:])
	_, _ = io.WriteString(settings, o.Resume.Settings) // a hash never fails
	r := &resumable{
		options: o, settings: hex.EncodeToString(settings.Sum(nil)), input: hmac.New(sha256.New, key[:]), lastAt: time.Now(),
	}
	defer func() {
		if err != nil {
			r.closeAll()
		}
	}()
	if r.journal, err = openAppendFile(journalName(o.Out)); err != nil {
		return nil, err
	}
	if err := files.Lock(r.journal.file); err != nil {
		return nil, fmt.Errorf("%s is being written by another command: %w", o.Out, err)
	}
	if err := r.readJournal(); err != nil {
		return nil, err
	}
	if r.records, err = openAppendFile(partialName(o.Out)); err != nil {
		return nil, err
	}
	if o.Rejects != "" {
		if r.last.Progress.Lines == 0 {
			if err := files.MustNotExist(o.Rejects); err != nil {
				return nil, err
			}
		}
		if r.rejects, err = openAppendFile(o.Rejects); err != nil {
			return nil, err
		}
	}
	if err := r.truncateToCheckpoint(); err != nil {
		return nil, err
	}
	if n := r.last.Progress.Lines; n > 0 {
		_, _ = fmt.Fprintf(o.Messages, "continuing after line %d\n", n) // nothing depends on a message
	}
	return r, nil
}

// truncateToCheckpoint cuts off what was written after the last checkpoint.
func (r *resumable) truncateToCheckpoint() error {
	err := r.records.truncate(r.last.Records)
	if r.rejects != nil {
		err = errors.Join(err, r.rejects.truncate(r.last.Rejects))
	}
	return err
}

// readJournal finds the last checkpoint. A line that a crash tore is not one.
func (r *resumable) readJournal() error {
	content, err := io.ReadAll(r.journal.file)
	if err != nil {
		return err
	}
	name := r.journal.file.Name()
	complete := content[:bytes.LastIndexByte(content, '\n')+1]
	for line := range bytes.Lines(complete) {
		if err := json.Unmarshal(line, &r.last); err != nil {
			return fmt.Errorf("%s is not a journal of tokenize: remove it to start again", name)
		}
	}
	if len(complete) > 0 && r.last.Settings != r.settings {
		return fmt.Errorf("%s was written by another command: repeat that command, or remove the file to start again", name)
	}
	return r.journal.truncate(int64(len(complete)))
}

func (r *resumable) alreadyDone() Progress { return r.last.Progress }

func (r *resumable) skip(number int, line []byte) error {
	r.hash(line)
	if number == r.last.Progress.Lines && hex.EncodeToString(r.input.Sum(nil)) != r.last.Input {
		return errOtherInput
	}
	return nil
}

func (r *resumable) hash(line []byte) {
	_, _ = r.input.Write(append(line[:len(line):len(line)], '\n')) // a hash never fails
}

func (r *resumable) write(c *chunk, done Progress) error {
	if r.rejects == nil {
		printRefusals(r.options.Messages, r.options.In, c.refusals)
	} else if err := writeRefusals(r.rejects, c.refusals); err != nil {
		return r.fail(err)
	}
	if _, err := r.records.Write(c.records); err != nil {
		return r.fail(err)
	}
	for _, line := range c.raw {
		r.hash(line)
	}
	r.last.Progress, r.written = done, true
	if time.Since(r.lastAt) < checkpointEvery {
		return nil
	}
	return r.checkpoint()
}

// checkpoint makes durable what was written, and then records it in the journal.
func (r *resumable) checkpoint() error {
	if err := r.syncOutputs(); err != nil {
		return r.fail(err)
	}
	r.last.Settings, r.last.Input = r.settings, hex.EncodeToString(r.input.Sum(nil))
	r.last.Records = r.records.size
	if r.rejects != nil {
		r.last.Rejects = r.rejects.size
	}
	line, err := json.Marshal(r.last)
	if err != nil {
		return r.fail(err)
	}
	if _, err := r.journal.Write(append(line, '\n')); err != nil {
		return r.fail(err)
	}
	if err := r.journal.sync(); err != nil {
		return r.fail(err)
	}
	r.lastAt, r.written = time.Now(), false
	return nil
}

// syncOutputs makes durable what was written to the records and the rejects.
func (r *resumable) syncOutputs() error {
	err := r.records.sync()
	if r.rejects != nil {
		err = errors.Join(err, r.rejects.sync())
	}
	return err
}

func (r *resumable) fail(err error) error {
	r.failed = true
	return fmt.Errorf("%w; what was done up to the last second is saved: fix the problem and run the same command again", err)
}

// commit gives the file its name and removes the journal.
func (r *resumable) commit() error {
	if err := r.syncOutputs(); err != nil {
		return r.fail(err)
	}
	out := r.options.Out
	if err := files.MustNotExist(out); err != nil {
		return err
	}
	if err := os.Rename(partialName(out), out); err != nil {
		return err
	}
	r.committed = true
	err := errors.Join(os.Remove(journalName(out)), files.SyncFolderOf(out))
	r.closeAll()
	return err
}

// discard makes a last checkpoint, unless the output is committed or the disk failed.
func (r *resumable) discard() {
	if r.committed {
		return
	}
	if !r.failed && r.written {
		_ = r.checkpoint() // if it fails, the checkpoint before it still holds
	}
	if r.last.Progress.Lines == 0 { // there is nothing to continue
		_ = errors.Join(os.Remove(partialName(r.options.Out)), os.Remove(journalName(r.options.Out)))
		if r.rejects != nil {
			_ = os.Remove(r.rejects.file.Name())
		}
	}
	r.closeAll()
}

func (r *resumable) closeAll() {
	for _, file := range []*appendFile{r.records, r.rejects, r.journal} {
		if file != nil {
			_ = file.file.Close() // what counts is synced
		}
	}
}
