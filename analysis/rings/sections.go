package rings

import (
	"context"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

// section is a part of the detection that runs on several goroutines.
type section uint8

const (
	normaliseSection section = iota // repeated links and sorted reports
	inputSection                    // background rates and network
	edgeSection                     // the edges of some records
	hubsSection                     // the hubs, and the largest component with them
	relatedSection                  // the related neighbours of one possible hub
	hubSection                      // the records around one possible hub
	componentSection                // the records of all components
	candidateSection                // the candidates of one component
	scoreSection                    // the rings of one component
	translateSection                // one component's rings in the numbers of all evidence
	sectionCount
)

// sections runs the parallel sections. A panic in one reaches the caller, as package parallel does
// it. The zero value is ready.
type sections struct {
	beforeWork func(section) // called before each piece of work; tests let it panic. May be nil.
}

// each calls work for each of n items, several at a time: see parallel.For.
func (s sections) each(ctx context.Context, name section, n int, work func(worker, i int) error) error {
	return parallel.For(ctx, n, func(worker, i int) error {
		s.enter(name)
		return work(worker, i)
	})
}

// together calls all works concurrently and returns the first error.
func (s sections) together(name section, works ...func() error) error {
	var group parallel.Group
	for _, work := range works {
		group.Go(func() error {
			s.enter(name)
			return work()
		})
	}
	return group.Wait()
}

func (s sections) enter(name section) {
	if s.beforeWork != nil {
		s.beforeWork(name)
	}
}
