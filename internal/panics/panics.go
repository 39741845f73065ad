// Package panics describes recovered panics without quoting their values, which may hold data.
package panics

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// Description is what may be logged of a panic.
type Description struct {
	What   string // the value's type, or the text of a runtime.Error, which quotes no data
	Frames string // file:line of each frame of the stack, the innermost first
}

// Describe describes the value that recover returned. Call it in the deferred function that
// recovered. If the value is a *parallel.Panic, the description is of the panic in the worker.
func Describe(value any) Description {
	stack := debug.Stack()
	if worker, ok := value.(*parallel.Panic); ok {
		value, stack = worker.Value, worker.Stack
	}
	what := fmt.Sprintf("%T", value)
	if err, ok := value.(error); ok {
		var ofRuntime runtime.Error
		if errors.As(err, &ofRuntime) {
			what = ofRuntime.Error()
		}
	}
	return Description{what, frames(stack)}
}

// frames returns the positions in a stack. Its other lines quote the value of the panic.
func frames(stack []byte) string {
	var all []string
	for line := range strings.Lines(string(stack)) {
		if strings.HasPrefix(line, "\t") {
			position, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			all = append(all, position)
		}
	}
	return strings.Join(all, " ")
}
