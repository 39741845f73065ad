package graph

import "fmt"

// maxFindings is the greatest number of findings that an AuditCheck collects. A log that was
// rewritten has endless ones, and the first are enough.
const maxFindings = 100

// AuditCheck verifies the audit log: it finds entries that were removed, changed or moved. Call
// Check for every entry in the order of their sequence, then Finish, and read Findings.
type AuditCheck struct {
	// NotedHeads are heads that were noted outside the database. The log must still contain them.
	NotedHeads []AuditHead
	Findings   []string // what is wrong, each with the entry's number; at most maxFindings
	Entries    int64    // checked so far
	last       AuditHead
}

func (c *AuditCheck) addFinding(format string, values ...any) {
	if len(c.Findings) < maxFindings {
		c.Findings = append(c.Findings, fmt.Sprintf(format, values...))
	}
}

// Check checks the next entry.
func (c *AuditCheck) Check(e *AuditEntry) error {
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
		c.addFinding("entry %d is there more than once, or out of its place", e.Sequence)
	case e.Sequence == c.last.Sequence+2:
		c.addFinding("entry %d is missing", c.last.Sequence+1)
	case e.Sequence > c.last.Sequence+2:
		c.addFinding("entries %d to %d are missing", c.last.Sequence+1, e.Sequence-1)
	case e.Previous != c.last.Hash:
		c.addFinding("entry %d does not follow entry %d: one of them was altered, replaced or put elsewhere", e.Sequence, c.last.Sequence)
	}
	if want != e.Hash {
		c.addFinding("entry %d is not what was written as entry %d: it was altered or put elsewhere", e.Sequence, e.Sequence)
	}
	for _, noted := range c.NotedHeads {
		if noted.Sequence == e.Sequence && noted.Hash != e.Hash {
			c.addFinding("entry %d is not the one whose hash was noted", e.Sequence)
		}
	}
	c.last = AuditHead{max(e.Sequence, c.last.Sequence), e.Hash}
	return nil
}

// Finish checks the head that the log has stored, and the noted heads behind the last entry.
func (c *AuditCheck) Finish(head AuditHead) {
	if c.Entries == 0 {
		c.last.Hash = head.Hash
	}
	switch {
	case head.Sequence == c.last.Sequence+1:
		c.addFinding("entry %d, the last, is missing", head.Sequence)
	case head.Sequence > c.last.Sequence:
		c.addFinding("entries %d to %d, the last, are missing", c.last.Sequence+1, head.Sequence)
	case head.Sequence < c.last.Sequence:
		c.addFinding("the audit log's head is entry %d, and entry %d is there", head.Sequence, c.last.Sequence)
	case head.Hash != c.last.Hash:
		c.addFinding("entry %d, the last, is not the one that the audit log's head names", head.Sequence)
	}
	for _, noted := range c.NotedHeads {
		if noted.Sequence > c.last.Sequence {
			c.addFinding("entry %d was noted, and the audit log ends with entry %d", noted.Sequence, c.last.Sequence)
		}
	}
}

// Head returns the head of a log that ends with the last entry that was checked.
func (c *AuditCheck) Head() AuditHead { return c.last }
