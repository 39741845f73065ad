package service

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/ringwatch/ringwatch/internal/files"
)

// entry is one line of the ledger.
type entry struct {
	At       time.Time `json:"at"`
	Day      string    `json:"day"` // the day whose allowance was charged
	Agency   string    `json:"agency"`
	Epoch    int       `json:"epoch"`
	Elements int       `json:"elements"`
	Granted  bool      `json:"granted"`
}

// ErrLedger is the category of errors about the ledger.
var ErrLedger = errors.New("the ledger can't be used")

// errAllowance is returned by charge if a batch exceeds the allowance.
var errAllowance = errors.New("the day's allowance is used up")

// ledger is the append-only log of how many elements each agency asked for, with the sums of the
// current day. A batch is on disk (fsync) before it is answered, so that neither a crash nor a
// restart resets an allowance.
type ledger struct {
	now func() time.Time

	mu      sync.Mutex
	file    *os.File
	size    int64 // of the complete entries, in bytes
	day     string
	used    map[string]int  // elements granted on that day, by agency
	refused map[string]bool // agencies whose first refusal of that day is in the ledger
}

// openLedger opens or creates a ledger and adds up its last day. Only one process may have it open:
// two would each grant the whole allowance.
//
// A crash may have left part of a last line. That batch was never answered, so the part is dropped.
// Any other line that is not an entry is refused with [ErrLedger]: another program wrote it.
func openLedger(path string, now func() time.Time) (_ *ledger, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: opening: %w", ErrLedger, err)
	}
	defer func() {
		if err != nil {
			_ = file.Close() // the first error says more
		}
	}()
	switch err := files.Lock(file); {
	case errors.Is(err, files.ErrLocked):
		return nil, fmt.Errorf("%w: %s is in use by another process", ErrLedger, path)
	case err != nil:
		return nil, fmt.Errorf("%w: opening: %w", ErrLedger, err)
	}
	l := &ledger{now: now, file: file, used: map[string]int{}, refused: map[string]bool{}}
	if err := l.load(path); err != nil {
		return nil, err
	}
	if err := file.Truncate(l.size); err != nil {
		return nil, fmt.Errorf("%w: opening: %w", ErrLedger, err)
	}
	if _, err := file.Seek(l.size, io.SeekStart); err != nil {
		return nil, fmt.Errorf("%w: opening: %w", ErrLedger, err)
	}
	return l, nil
}

// load reads all entries in constant memory and adds up the last day.
func (l *ledger) load(path string) error {
	in := bufio.NewReader(l.file)
	for number := 1; ; number++ {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return nil // what is left is not a complete line
		}
		if err != nil {
			return fmt.Errorf("%w: reading line %d of %s: %w", ErrLedger, number, path, err)
		}
		var e entry
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil || e.Elements < 0 || e.Day < l.day {
			return fmt.Errorf("%w: line %d of %s is not an entry that follows the ones before it: "+
				"move the file away but do not delete it, and find out what wrote to it", ErrLedger, number, path)
		}
		l.add(e)
		l.size += int64(len(line))
	}
}

// add adds an entry to the sums of its day.
func (l *ledger) add(e entry) {
	l.startDay(e.Day)
	if e.Granted {
		l.used[e.Agency] += e.Elements
	} else {
		l.refused[e.Agency] = true
	}
}

// startDay resets the sums if the day is a later one. A clock that was set back resets nothing.
func (l *ledger) startDay(day string) {
	if day > l.day {
		l.day = day
		clear(l.used)
		clear(l.refused)
	}
}

// charge charges elements to an agency's allowance of the day and returns how many it has used now.
// It returns errAllowance, and charges nothing, if they exceed the allowance. It returns
// [ErrLedger] if the entry can't be written; then the batch must not be answered.
func (l *ledger) charge(agency Agency, epoch, elements int) (used int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now().UTC()
	l.startDay(now.Format(time.DateOnly))
	granted := l.used[agency.ID]+elements <= agency.Allowance
	if !granted && l.refused[agency.ID] {
		return l.used[agency.ID], errAllowance // one refusal a day: repeated requests must not fill the disk
	}
	e := entry{now, l.day, agency.ID, epoch, elements, granted}
	if err := l.append(e); err != nil {
		return l.used[agency.ID], err
	}
	l.add(e)
	if !granted {
		return l.used[agency.ID], errAllowance
	}
	return l.used[agency.ID], nil
}

// append writes an entry and syncs the file. If the disk is full, what was written of it is cut
// off, now or by the next entry.
func (l *ledger) append(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("%w: writing: %w", ErrLedger, err)
	}
	line = append(line, '\n')
	if _, err = l.file.WriteAt(line, l.size); err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		_ = l.file.Truncate(l.size) // the next entry overwrites it in any case
		return fmt.Errorf("%w: writing: %w", ErrLedger, err)
	}
	l.size += int64(len(line))
	return nil
}

// untilNextDay returns the time until a new allowance begins.
func (l *ledger) untilNextDay() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	day, err := time.Parse(time.DateOnly, l.day)
	if err != nil {
		return 0 // nothing was charged yet
	}
	return max(day.AddDate(0, 0, 1).Sub(l.now()), 0)
}

// aheadOfClock returns the ledger's last day and reports whether it is after the clock's.
func (l *ledger) aheadOfClock() (day string, ahead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.day, l.day > l.now().UTC().Format(time.DateOnly)
}

// usedBy returns how many elements an agency has used today.
func (l *ledger) usedBy(agency string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now().UTC().Format(time.DateOnly) > l.day {
		return 0
	}
	return l.used[agency]
}

func (l *ledger) close() error { return l.file.Close() }
