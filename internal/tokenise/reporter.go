package tokenise

import (
	"fmt"
	"time"
)

// reportEvery is how often progress is printed.
const reportEvery = 5 * time.Second

// reporter prints progress for people.
type reporter struct {
	stream *stream
	start  time.Time
	last   time.Time
}

func newReporter(s *stream) *reporter {
	now := time.Now()
	return &reporter{s, now, now}
}

// report prints how far the stream is, unless it did so a moment ago.
func (r *reporter) report(done Progress) {
	now := time.Now()
	if now.Sub(r.last) < reportEvery {
		return
	}
	r.last = now
	took, before, size := now.Sub(r.start), r.stream.before, r.stream.size
	line := fmt.Sprintf("%d lines, %.0f identifiers/s", done.Lines, float64(done.Identifiers-before.Identifiers)/took.Seconds())
	if read := done.Bytes - before.Bytes; size > done.Bytes && read > 0 {
		left := time.Duration(float64(took) * float64(size-done.Bytes) / float64(read))
		line += fmt.Sprintf(", %d%% done, about %s left", 100*done.Bytes/size, left.Round(time.Second))
	}
	_, _ = fmt.Fprintln(r.stream.options.Messages, line) // nothing depends on a message
}
