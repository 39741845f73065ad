package neo

import (
	"errors"
	"fmt"
	"sync"

	"github.com/sirupsen/logrus"
)

// DamageError says that a node can't be read, because it was changed by hand. It names the node and
// the field, never a value.
type DamageError struct {
	Label string // the node's label, for instance Ring
	ID    string // by which the node is found; empty if that is what can't be read
	Field string // the property, or RELATIONSHIP.property
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("the %s %q cannot be read: its %s is missing or malformed: %s", e.Label, e.ID, e.Field, e.remedy())
}

// remedy returns what is to be done about the damage.
func (e *DamageError) remedy() string {
	if e.Label == "Ring" {
		return "the next run writes it again"
	}
	return "repair it in Neo4j Browser"
}

// maxReported bounds how many damaged nodes are remembered, so that each is logged once.
const maxReported = 10_000

// damageLog logs each damaged node once, however often it is read.
type damageLog struct {
	log logrus.FieldLogger

	mu       sync.Mutex
	reported map[DamageError]bool
}

// report logs that a node is left out of an answer.
func (d *damageLog) report(e *DamageError) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.reported[*e] {
		return
	}
	if d.reported == nil || len(d.reported) >= maxReported {
		d.reported = map[DamageError]bool{}
	}
	d.reported[*e] = true
	d.log.WithFields(logrus.Fields{"node": e.Label, "id": e.ID, "field": e.Field}).
		Error("a node cannot be read and is left out: its field is missing or malformed: " + e.remedy())
}

// logDamage reports whether an error is that of a damaged node, and logs it if it is. The reader of
// a list leaves that node out and returns the others.
func (db *DB) logDamage(err error) bool {
	var damage *DamageError
	if !errors.As(err, &damage) {
		return false
	}
	db.damage.report(damage)
	return true
}
