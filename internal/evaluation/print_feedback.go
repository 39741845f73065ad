package evaluation

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// PrintFeedback prints two tables with a row for each band, one of verdicts and one of findings
// about members, and how far they can be relied on.
func PrintFeedback(out io.Writer, o Outcomes) error {
	w := bufio.NewWriter(out) // Flush returns the first error
	fmt.Fprintf(w, "%-10s  %8s  %8s  %9s  %9s  %10s  %9s  %s\n",
		"band", "rings", "judged", "disagreed", "confirmed", "mean score", "share", "95 % interval")
	judged, found := 0, 0
	var few, fewMembers []string
	for i := range o.Bands {
		b := &o.Bands[i]
		fmt.Fprintf(w, "%-10s  %8d  %8d  %9d  %9d  %10.3f  %9s  %s\n", b.Band, b.Rings, b.Judged, b.Disagreed, b.Confirmed,
			b.MeanScore, share(b.Share, b.Judged), interval(b.Interval, b.Judged))
		judged, found = judged+b.Judged, found+b.Members.found()
		if b.Few {
			few = append(few, string(b.Band))
		}
		if b.Members.Few {
			fewMembers = append(fewMembers, string(b.Band))
		}
	}
	fmt.Fprintf(w, "\n%-10s  %12s  %8s  %8s  %9s  %s\n", "members", "disconnected", "verified", "cleared", "share", "95 % interval")
	for i := range o.Bands {
		m := &o.Bands[i].Members
		fmt.Fprintf(w, "%-10s  %12d  %8d  %8d  %9s  %s\n", o.Bands[i].Band, m.Disconnected, m.Verified, m.Cleared,
			share(m.Share, m.found()), interval(m.Interval, m.found()))
	}
	fmt.Fprintf(w, "\noutcomes: %d of rings, %d of members\n", judged, found)
	if o.ClearedSince > 0 {
		fmt.Fprintf(w, "identifiers with an upheld dispute that are in no ring any more, and count in no band: %d\n", o.ClearedSince)
	}
	if len(few) > 0 {
		fmt.Fprintf(w, "too few judged rings to rely on, fewer than %d: %s\n", FewestOutcomes, strings.Join(few, ", "))
	}
	if len(fewMembers) > 0 {
		fmt.Fprintf(w, "too few members to rely on, fewer than %d: %s\n", FewestOutcomes, strings.Join(fewMembers, ", "))
	}
	return w.Flush()
}

// share returns a share of n outcomes as text. Of none there is no share.
func share(share float64, n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", share)
}

func interval(i Interval, n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f to %.3f", i.From, i.To)
}
