package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/ringwatch/ringwatch/internal/record"
)

// onceOutput writes files that appear when they are whole, and are gone after an interruption.
type onceOutput struct {
	records, rejects *wholeFile
	name             string // of the input
}

func openOnce(out, rejects, name string) (tokenOutput, error) {
	o := &onceOutput{name: name}
	var err error
	if rejects != "" {
		if o.rejects, err = createNew(rejects); err != nil {
			return nil, err
		}
	}
	if o.records, err = createNew(out); err != nil {
		if o.rejects != nil {
			o.rejects.discard()
		}
		return nil, err
	}
	return o, nil
}

func (o *onceOutput) skip() int                { return 0 }
func (o *onceOutput) passed(record.Line) error { return nil }

func (o *onceOutput) take(c *chunk, _ progress) error {
	if err := tellRefused(o.rejectsTo(), o.name, c.refusals); err != nil {
		return err
	}
	_, err := o.records.Write(c.records)
	return err
}

func (o *onceOutput) rejectsTo() io.Writer {
	if o.rejects == nil {
		return nil
	}
	return o.rejects
}

func (o *onceOutput) keep() error {
	err := o.records.keep()
	if err == nil && o.rejects != nil {
		err = o.rejects.keep()
	}
	return err
}

func (o *onceOutput) discard() {
	o.records.discard()
	if o.rejects != nil {
		o.rejects.discard()
	}
}

// tellRefused writes refusals to a file of lines of JSON, or for people where there is none.
func tellRefused(to io.Writer, name string, refusals []refusedLine) error {
	for _, r := range refusals {
		if to == nil {
			fmt.Fprintf(os.Stderr, "%s:%d: %v\n", name, r.Line, r)
			continue
		}
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := to.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint is a line of the journal: all of the input up to a line is done, and how long the files were then.
type checkpoint struct {
	Progress progress `json:"progress"`
	// Settings and Input tell whether the same command reads the same input. They are keyed with the credential: a bare
	// hash of raw records would let whoever finds it test guesses.
	Settings string `json:"settings"`
	Input    string `json:"input"`
	Records  int64  `json:"records_bytes"`
	Rejects  int64  `json:"rejects_bytes"`
}

// resumable writes OUT.partial, and keeps in OUT.journal how far it is. A kill at any moment costs what came after the
// last checkpoint, never more, and no torn line is ever taken for a record.
type resumable struct {
	name     string
	settings string
	records  *tail
	rejects  *tail // nil: standard error
	journal  *tail
	mac      hash.Hash // of the lines done
	last     checkpoint
	lastAt   time.Time
	t        *tokenizer
	taken    bool // something since the last checkpoint
	kept     bool
	failed   bool
}

// checkpointEvery is how much work a kill may cost.
const checkpointEvery = time.Second

func partialOf(out string) (records, journal string) { return out + ".partial", out + ".journal" }

func openResumable(out, rejects, settings, credential string, t *tokenizer) (_ tokenOutput, err error) {
	if err := refuseFile(out); err != nil {
		return nil, err
	}
	key := sha256.Sum256([]byte("ringwatch tokenize journal\x00" + credential))
	sum := hmac.New(sha256.New, key[:])
	_, _ = io.WriteString(sum, settings) // a hash takes everything
	r := &resumable{name: out, settings: hex.EncodeToString(sum.Sum(nil)), mac: hmac.New(sha256.New, key[:]), t: t, lastAt: time.Now()}
	defer func() {
		if err != nil {
			r.closeAll()
		}
	}()
	partial, journal := partialOf(out)
	if r.journal, err = openTail(journal); err != nil {
		return nil, err
	}
	if err := r.journal.lock(); err != nil {
		return nil, fmt.Errorf("another command writes %s", out)
	}
	if err := r.readJournal(); err != nil {
		return nil, err
	}
	if r.records, err = openTail(partial); err != nil {
		return nil, err
	}
	if rejects != "" {
		if r.last.Progress.Lines == 0 {
			if err := refuseFile(rejects); err != nil {
				return nil, err
			}
		}
		if r.rejects, err = openTail(rejects); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(r.records.cut(r.last.Records), r.rejects.cut(r.last.Rejects)); err != nil {
		return nil, err
	}
	t.done, t.begun = r.last.Progress, r.last.Progress
	if n := t.done.Lines; n > 0 {
		fmt.Fprintf(os.Stderr, "going on after line %d\n", n)
	}
	return r, nil
}

// readJournal finds the last checkpoint. What a crash tore is none.
func (r *resumable) readJournal() error {
	content, err := io.ReadAll(r.journal.file)
	if err != nil {
		return err
	}
	whole := content[:bytes.LastIndexByte(content, '\n')+1]
	for line := range bytes.Lines(whole) {
		if err := json.Unmarshal(line, &r.last); err != nil {
			return fmt.Errorf("%s is not a journal of tokenize: remove it to begin anew", r.journal.file.Name())
		}
	}
	if len(whole) > 0 && r.last.Settings != r.settings {
		return fmt.Errorf("%s is of another command: repeat that, or remove it to begin anew", r.journal.file.Name())
	}
	return r.journal.cut(int64(len(whole)))
}

func (r *resumable) skip() int { return r.last.Progress.Lines }

func (r *resumable) passed(line record.Line) error {
	r.hash(line.Data)
	if line.Number == r.skip() && hex.EncodeToString(r.mac.Sum(nil)) != r.last.Input {
		return errOtherInput
	}
	return nil
}

func (r *resumable) hash(line []byte) {
	_, _ = r.mac.Write(append(line[:len(line):len(line)], '\n')) // a hash takes everything
}

func (r *resumable) take(c *chunk, done progress) error {
	if r.rejects == nil {
		_ = tellRefused(nil, r.t.name, c.refusals) // standard error
	} else if err := tellRefused(r.rejects, "", c.refusals); err != nil {
		return r.fail(err)
	}
	if _, err := r.records.Write(c.records); err != nil {
		return r.fail(err)
	}
	for _, line := range c.raw {
		r.hash(line)
	}
	r.last.Progress, r.taken = done, true
	if time.Since(r.lastAt) < checkpointEvery {
		return nil
	}
	return r.check()
}

// check makes durable what was taken, and then says so in the journal.
func (r *resumable) check() error {
	if err := errors.Join(r.records.sync(), r.rejects.sync()); err != nil {
		return r.fail(err)
	}
	r.last.Settings, r.last.Input = r.settings, hex.EncodeToString(r.mac.Sum(nil))
	r.last.Records, r.last.Rejects = r.records.size, r.rejects.length()
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
	r.lastAt, r.taken = time.Now(), false
	return nil
}

func (r *resumable) fail(err error) error {
	r.failed = true
	return fmt.Errorf("%w; what was done up to the last second is kept: see to that and run the same command again", err)
}

// keep makes the file appear and drops the journal.
func (r *resumable) keep() error {
	if err := errors.Join(r.records.sync(), r.rejects.sync()); err != nil {
		return r.fail(err)
	}
	if err := refuseFile(r.name); err != nil {
		return err
	}
	partial, journal := partialOf(r.name)
	if err := os.Rename(partial, r.name); err != nil {
		return err
	}
	r.kept = true
	err := errors.Join(os.Remove(journal), syncFolder(r.name))
	r.closeAll()
	return err
}

// discard puts down how far it came, unless it is done or the disk failed.
func (r *resumable) discard() {
	if r.kept {
		return
	}
	if !r.failed && r.taken {
		_ = r.check() // the checkpoint before still holds
	}
	if r.last.Progress.Lines == 0 { // there is nothing to go on from
		partial, journal := partialOf(r.name)
		_ = errors.Join(os.Remove(partial), os.Remove(journal))
		if r.rejects != nil {
			_ = os.Remove(r.rejects.file.Name())
		}
	}
	r.closeAll()
}

func (r *resumable) closeAll() {
	for _, file := range []*tail{r.records, r.rejects, r.journal} {
		if file != nil {
			_ = file.file.Close() // what counts was synced
		}
	}
}

// tail is a file that is written at its end. A nil tail is one that nobody asked for.
type tail struct {
	*bufio.Writer
	file *os.File
	size int64 // with what is still buffered
}

func openTail(name string) (*tail, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &tail{Writer: bufio.NewWriterSize(file, 1<<16), file: file}, nil
}

func (t *tail) lock() error { return syscall.Flock(int(t.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

func (t *tail) Write(p []byte) (int, error) {
	n, err := t.Writer.Write(p)
	t.size += int64(n)
	return n, err
}

// cut drops what is beyond a length, and goes on from there.
func (t *tail) cut(length int64) error {
	if t == nil {
		return nil
	}
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < length {
		return fmt.Errorf("%s is shorter than the journal says: remove the journal to begin anew", t.file.Name())
	}
	if err := t.file.Truncate(length); err != nil {
		return err
	}
	t.size = length
	_, err = t.file.Seek(length, io.SeekStart)
	return err
}

func (t *tail) sync() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.Flush(), t.file.Sync())
}

func (t *tail) length() int64 {
	if t == nil {
		return 0
	}
	return t.size
}

// syncFolder makes a rename durable. Not every file system can, and none needs it to be right.
func syncFolder(name string) error {
	folder, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}
