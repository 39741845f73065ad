package app

import (
	"errors"
	"fmt"
)

// closers stop what was started, the last first.
type closers []closer

type closer struct {
	name  string
	close func() error
}

func (c *closers) add(name string, close func() error) { *c = append(*c, closer{name, close}) }

// close calls all closers, also after one failed, and forgets them.
func (c *closers) close() error {
	var errs []error
	for i := len(*c) - 1; i >= 0; i-- {
		if err := (*c)[i].close(); err != nil {
			errs = append(errs, fmt.Errorf("stopping %s: %w", (*c)[i].name, err))
		}
	}
	*c = nil
	return errors.Join(errs...)
}
