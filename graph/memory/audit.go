package memory

import (
	"context"
	"slices"

	"github.com/ringwatch/ringwatch/graph"
)

// Audit is the audit log.
type Audit struct{ *state }

var (
	_ graph.AuditLog    = (*Audit)(nil)
	_ graph.AuditReader = (*Audit)(nil)
)

// Append implements graph.AuditLog.
func (s *Audit) Append(ctx context.Context, entries []graph.AuditEntry) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return s.append(entries)
}

// append adds entries at the end of the log, and fills in what chains them. An entry that the log
// has already, by its id, is not added again.
func (s *state) append(entries []graph.AuditEntry) error {
	log := s.log
	for i := range entries {
		e := &entries[i]
		if at := slices.IndexFunc(s.log, func(other graph.AuditEntry) bool { return other.ID == e.ID }); at >= 0 {
			*e = s.log[at]
			continue
		}
		if err := e.Chain(head(log), s.now()); err != nil {
			return err
		}
		log = append(log, *e)
	}
	s.log = log
	return nil
}

func head(log []graph.AuditEntry) graph.AuditHead {
	if len(log) == 0 {
		return graph.AuditHead{Hash: graph.ZeroHash}
	}
	return log[len(log)-1].Head()
}

// Entries implements graph.AuditReader.
func (s *Audit) Entries(ctx context.Context, take func(graph.AuditEntry) error) (graph.AuditHead, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return graph.AuditHead{}, err
	}
	log := slices.Clone(s.log)
	unlock()
	for _, e := range log {
		if err := take(e); err != nil {
			return graph.AuditHead{}, err
		}
	}
	return head(log), nil
}
