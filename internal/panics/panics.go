// Package panics describes recovered panics without quoting their values, which may hold data.
package panics

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// Description is what may be logged of a panic.
type Description struct {
	What  string // the value's type, or the text of a runtime.Error, which quotes no data
	Stack string // a line for each frame, the innermost first: the function and file:line
}

// Fields returns the description as the fields "panic" and "stack" of a log entry.
func (d Description) Fields() map[string]any {
	return map[string]any{"panic": d.What, "stack": d.Stack}
}

// Describe describes the value that recover returned. Call it in the deferred function that
// recovered. If the value is a *parallel.Panic, the description is of the panic in the worker.
func Describe(value any) Description {
	p := parallel.Recovered(value)
	what := fmt.Sprintf("%T", p.Value)
	if err, ok := p.Value.(error); ok {
		var ofRuntime runtime.Error
		if errors.As(err, &ofRuntime) {
			what = ofRuntime.Error()
		}
	}
	return Description{what, frames(p.Stack)}
}

// frames returns the functions of a stack and their positions. It leaves out the functions'
// arguments, among which is the value of the panic.
func frames(stack []byte) string {
	var all []string
	function := ""
	for line := range strings.Lines(string(stack)) {
		line = strings.TrimSuffix(line, "\n")
		position, ok := strings.CutPrefix(line, "\t") // file:line +offset
		if !ok {
			if function = line; strings.HasSuffix(line, ")") {
				function = line[:max(strings.LastIndexByte(line, '('), 0)]
			}
			continue
		}
		position, _, _ = strings.Cut(position, " ")
		all = append(all, function+" "+position)
	}
	return strings.Join(all, "\n")
}
