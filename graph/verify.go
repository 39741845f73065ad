package graph

import "fmt"

// mostFindings bounds what is told of one record: a record that was torn up has no end of
// findings, and the first tell enough.
const maxFindings = 100

// AuditCheck goes along the record and finds what was removed, altered or put elsewhere.
type AuditCheck struct {
	// Noted are heads that somebody outside noted: the record must still hold them.
	NotedHeads []AuditHead
	Findings   []string // what is wrong, each naming the entry; at most 100
	Entries    int64    // looked at
	last       AuditHead
}

func (c *AuditCheck) report(format string, values ...any) {
	if len(c.Findings) < maxFindings {
		c.Findings = append(c.Findings, fmt.Sprintf(format, values...))
	}
}

// Entry looks at the next entry, in the order of their numbers.
func (c *AuditCheck) Entry(e *AuditEntry) error {
	if c.Entries == 0 {
		c.last.Hash = ZeroHash
	}
	c.Entries++
	want, err := e.ComputeHash()
	if err != nil {
		return err
	}
	switch {
	case e.Sequence <= c.last.Sequence:
		c.report("entry %d is there more than once, or out of its place", e.Sequence)
	case e.Sequence == c.last.Sequence+2:
		c.report("entry %d is missing", c.last.Sequence+1)
	case e.Sequence > c.last.Sequence+2:
		c.report("entries %d to %d are missing", c.last.Sequence+1, e.Sequence-1)
	case e.Previous != c.last.Hash:
		c.report("entry %d does not follow entry %d: one of them was altered, replaced or put elsewhere", e.Sequence, c.last.Sequence)
	}
	if want != e.Hash {
		c.report("entry %d is not what was written as entry %d: it was altered or put elsewhere", e.Sequence, e.Sequence)
	}
	for _, noted := range c.NotedHeads {
		if noted.Sequence == e.Sequence && noted.Hash != e.Hash {
			c.report("entry %d is not the one whose hash was noted", e.Sequence)
		}
	}
	c.last = AuditHead{max(e.Sequence, c.last.Sequence), e.Hash}
	return nil
}

// End looks at where the record says that it ends.
func (c *AuditCheck) End(head AuditHead) {
	if c.Entries == 0 {
		c.last.Hash = head.Hash
	}
	switch {
	case head.Sequence == c.last.Sequence+1:
		c.report("entry %d, the last, is missing", head.Sequence)
	case head.Sequence > c.last.Sequence:
		c.report("entries %d to %d, the last, are missing", c.last.Sequence+1, head.Sequence)
	case head.Sequence < c.last.Sequence:
		c.report("the record says that it ends with entry %d, and entry %d is there", head.Sequence, c.last.Sequence)
	case head.Hash != c.last.Hash:
		c.report("entry %d, the last, is not the one that the record says it ends with", head.Sequence)
	}
	for _, noted := range c.NotedHeads {
		if noted.Sequence > c.last.Sequence {
			c.report("entry %d was noted, and the record ends with entry %d", noted.Sequence, c.last.Sequence)
		}
	}
}

// Head is the last entry that was looked at.
func (c *AuditCheck) Head() AuditHead { return c.last }
