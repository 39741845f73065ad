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
	"syscall"
	"time"
)

// entry is one line of the record of volumes.
type entry struct {
	At       time.Time `json:"at"`
	Day      string    `json:"day"` // whose allowance was used
	Agency   string    `json:"agency"`
	Epoch    int       `json:"epoch"`
	Elements int       `json:"elements"`
	Granted  bool      `json:"granted"`
}

// Errors of the ledger.
var (
	errUsedUp = errors.New("the day's allowance is used up")
	// ErrLedger is the category of errors about the record of volumes.
	ErrLedger = errors.New("the record of volumes")
)

// ledger is the append-only record of volumes, and what it says about the present day. A batch is on disk before it is
// answered, so that neither a crash nor a restart gives an allowance anew.
type ledger struct {
	now func() time.Time

	mu      sync.Mutex
	file    *os.File
	size    int64 // of what is whole
	day     string
	used    map[string]int
	refused map[string]bool // agencies whose first refusal of the day is on record
}

// openLedger opens a ledger and counts its last day. Only one process may have it open: two would each grant the whole
// allowance. What a crash left of a last line was never answered, and is dropped; anything else that is not an entry is
// refused, because something else wrote to it.
func openLedger(path string, now func() time.Time) (_ *ledger, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening %w: %w", ErrLedger, err)
	}
	defer func() {
		if err != nil {
			_ = file.Close() // the first error tells more
		}
	}()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, fmt.Errorf("%w is in use by another process: %s", ErrLedger, path)
	}
	l := &ledger{now: now, file: file, used: map[string]int{}, refused: map[string]bool{}}
	if err := l.replay(path); err != nil {
		return nil, err
	}
	if err := file.Truncate(l.size); err != nil {
		return nil, fmt.Errorf("opening %w: %w", ErrLedger, err)
	}
	if _, err := file.Seek(l.size, io.SeekStart); err != nil {
		return nil, fmt.Errorf("opening %w: %w", ErrLedger, err)
	}
	return l, nil
}

// replay counts what is there in constant memory.
func (l *ledger) replay(path string) error {
	in := bufio.NewReader(l.file)
	for number := 1; ; number++ {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return nil // and what is left is not a whole line
		}
		if err != nil {
			return fmt.Errorf("reading %w: line %d of %s: %w", ErrLedger, number, path, err)
		}
		var e entry
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil || e.Elements < 0 || e.Day < l.day {
			return fmt.Errorf("reading %w: line %d of %s is not an entry that follows those before it: put the file aside, keep it, and find out who wrote to it", ErrLedger, number, path)
		}
		l.count(e)
		l.size += int64(len(line))
	}
}

func (l *ledger) count(e entry) {
	l.turn(e.Day)
	if e.Granted {
		l.used[e.Agency] += e.Elements
	} else {
		l.refused[e.Agency] = true
	}
}

// turn begins a day, if it is a later one: a clock that was set back does not give back what was used.
func (l *ledger) turn(day string) {
	if day > l.day {
		l.day = day
		clear(l.used)
		clear(l.refused)
	}
}

const dayForm = "2006-01-02"

// charge takes elements from an agency's allowance of the day and tells what is used now, or fails with errUsedUp and
// takes none, or with [ErrLedger] when the record can't be written: then nothing may be answered.
func (l *ledger) charge(agency Agency, epoch, elements int) (used int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now().UTC()
	l.turn(now.Format(dayForm))
	granted := l.used[agency.ID]+elements <= agency.Allowance
	if !granted && l.refused[agency.ID] {
		return l.used[agency.ID], errUsedUp // once a day is enough: who goes on asking must not fill the disk
	}
	e := entry{now, l.day, agency.ID, epoch, elements, granted}
	if err := l.append(e); err != nil {
		return l.used[agency.ID], err
	}
	l.count(e)
	if !granted {
		return l.used[agency.ID], errUsedUp
	}
	return l.used[agency.ID], nil
}

// append makes an entry durable. What a full disk leaves of it is cut off again, then or before the next.
func (l *ledger) append(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing %w: %w", ErrLedger, err)
	}
	line = append(line, '\n')
	if _, err = l.file.WriteAt(line, l.size); err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		_ = l.file.Truncate(l.size) // the next entry is written over it in any case
		return fmt.Errorf("writing %w: %w", ErrLedger, err)
	}
	l.size += int64(len(line))
	return nil
}

// untilNext is how long it is until a new day's allowance begins.
func (l *ledger) untilNext() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	day, err := time.Parse(dayForm, l.day)
	if err != nil {
		return 0 // nothing was asked yet
	}
	return max(day.AddDate(0, 0, 1).Sub(l.now()), 0)
}

// ahead tells whether the record's last day is after the clock's.
func (l *ledger) ahead() (day string, ahead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.day, l.day > l.now().UTC().Format(dayForm)
}

func (l *ledger) usedBy(agency string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now().UTC().Format(dayForm) > l.day {
		return 0
	}
	return l.used[agency]
}

func (l *ledger) close() error { return l.file.Close() }
