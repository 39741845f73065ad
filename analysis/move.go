package analysis

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"sync/atomic"
)

// mover moves the nodes of a level between communities for as long as that gains.
//
// Rounds over the nodes are cut into steps, and steps into blocks of consecutive
// nodes. The blocks of a step are worked on side by side, all against the state at
// the step's start; within a block nodes follow one another and see each other's
// moves. Between steps the moves are made known. The cut depends on the level alone,
// so the outcome is the same on any number of workers; and a step is a small part of
// a round, so that moves which would not both have been made one after the other are
// rare. Where one slips through, its nodes stay marked and are looked at again.
type mover[W weight] struct {
	*level[W]
	penalty   float64   // the objective's price per mass of node times mass of community
	community []uint32  // of each node, as of the step's start
	next      []uint32  // of each node, as its own block sees it
	total     []float64 // mass of each community, as of the step's start
	marked    []uint64  // a bit for each node that may have a better community
	scratch   []sums

	bounds []int      // block i is nodes bounds[i] to bounds[i+1]-1
	moved  [][]uint32 // for each block of a step, the nodes that moved
	gains  []float64  // for each block of a step, what the moves gained
	alone  bool       // whether steps have one block, which makes its moves known at once
}

// A step has stepBlocks blocks, which bounds how many workers it keeps busy, and a
// round at most roundSteps steps.
const (
	stepBlocks = 16
	roundSteps = 32
	blockSize  = 1 << 11 // least work of a block, in nodes and edge ends
	aloneNodes = 1 << 14 // a level of fewer nodes, or of fewer edge ends than aloneEnds, is
	aloneEnds  = 1 << 19 // moved by one worker: side by side, too many would move at once
)

func newMover[W weight](l *level[W], penalty float64, community []uint32, total []float64, scratch []sums) *mover[W] {
	m := &mover[W]{
		level: l, penalty: penalty, community: community, next: append(large[uint32](len(community))[:0], community...),
		total: total, marked: make([]uint64, (l.order()+63)/64), scratch: scratch,
		moved: make([][]uint32, stepBlocks), gains: make([]float64, stepBlocks),
	}
	size := max(blockSize, (len(l.targets)+l.order())/(stepBlocks*roundSteps))
	if m.alone = l.order() < aloneNodes || len(l.targets) < aloneEnds; m.alone {
		size = taskSize
	}
	m.bounds = []int{0}
	for _, b := range spans(l.offsets, size)[1:] {
		// Whole words of marks, so that a block clears its own and no one else's.
		if b = (b + 63) &^ 63; b < l.order() && b > m.bounds[len(m.bounds)-1] {
			m.bounds = append(m.bounds, b)
		}
	}
	m.bounds = append(m.bounds, l.order())
	return m
}

func (m *mover[W]) markAll() {
	for i := range m.marked {
		m.marked[i] = ^uint64(0)
	}
	if n := m.order() % 64; n > 0 {
		m.marked[len(m.marked)-1] = 1<<n - 1
	}
}

// round looks at every marked node once and returns what the moves gained, as each
// block saw it, and how many there were.
func (m *mover[W]) round(c *crew, rnd *rand.Rand) (gain float64, moves int, err error) {
	blocks := rnd.Perm(len(m.bounds) - 1)
	for len(blocks) > 0 {
		step := blocks[:min(stepBlocks, len(blocks))]
		if m.alone {
			step = blocks[:1]
		}
		blocks = blocks[len(step):]
		if err := c.do(len(step), func(worker, i int) {
			m.gains[i] = m.block(i, m.bounds[step[i]], m.bounds[step[i]+1], &m.scratch[worker])
		}); err != nil {
			return 0, 0, err
		}
		stepMoves := 0
		for i := range step {
			gain += m.gains[i]
			stepMoves += len(m.moved[i])
			m.commit(i)
		}
		moves += stepMoves
		if stepMoves == 0 {
			continue
		}
		if err := c.do(len(step), func(_, i int) { m.mark(m.moved[i]) }); err != nil {
			return 0, 0, err
		}
	}
	return gain, moves, nil
}

// commit makes known the moves of a block.
func (m *mover[W]) commit(slot int) {
	for _, u := range m.moved[slot] {
		from, to := m.community[u], m.next[u]
		m.community[u] = to
		if !m.alone {
			m.total[from] -= m.mass[u]
			m.total[to] += m.mass[u]
		}
	}
}

// block moves the marked nodes from lo to hi-1 and takes their marks.
func (m *mover[W]) block(slot, lo, hi int, s *sums) (gain float64) {
	moved := m.moved[slot][:0]
	first, size := uint32(lo), uint32(hi-lo)
	community, next, total := m.community, m.next, m.total
	for word := lo / 64; word < (hi+63)/64; word++ {
		marks := m.marked[word]
		if marks == 0 {
			continue
		}
		m.marked[word] = 0
		m.touchMarked(word*64, marks)
		for ; marks != 0; marks &= marks - 1 {
			u := word*64 + bits.TrailingZeros64(marks)
			start, end := m.offsets[u], m.offsets[u+1]
			row := m.targets[start:end]
			labels := s.begin(len(row))
			for i, v := range row {
				c := community[v]
				if v-first < size {
					c = next[v]
				}
				labels[i] = c
			}
			var weights []W
			if m.weights != nil {
				weights = m.weights[start:end]
			}
			add(s, labels, weights)
			keys, values := s.drain()
			price, own := m.penalty*m.mass[u], next[u]
			best, most, inside := own, math.Inf(-1), 0.0
			for i, c := range keys {
				if c == own {
					inside = values[i]
					continue
				}
				if worth := values[i] - price*total[c]; worth > most {
					best, most = c, worth
				}
			}
			s.clear()
			inside -= m.ownEnds(uint32(u))
			if stay := inside - price*(total[own]-m.mass[u]); most > stay {
				next[u] = best
				gain += most - stay
				moved = append(moved, uint32(u))
				if m.alone {
					total[own] -= m.mass[u]
					total[best] += m.mass[u]
				}
			}
		}
	}
	m.moved[slot] = moved
	return gain
}

// touchMarked loads what block is about to read for the marked nodes from first on, all at
// once: block itself would wait for one load before it knows the next.
func (m *mover[W]) touchMarked(first int, marks uint64) {
	community, total := m.community, m.total
	for ; marks != 0; marks &= marks - 1 {
		u := first + bits.TrailingZeros64(marks)
		row := m.targets[m.offsets[u]:m.offsets[u+1]]
		if len(row) > tableFill {
			continue // long rows load ahead by themselves
		}
		for _, v := range row {
			if total[community[v]] < 0 {
				return // never: a total is a sum of masses
			}
		}
	}
}

// mark marks the neighbours of the moved nodes that are in other communities: those
// in the same one have only grown closer to it (Ozaki, Tezuka and Inaba 2016,
// doi:10.7763/IJCEE.2016.V8.914).
func (m *mover[W]) mark(moved []uint32) {
	for _, u := range moved {
		to := m.community[u]
		for _, v := range m.targets[m.offsets[u]:m.offsets[u+1]] {
			if m.community[v] == to {
				continue
			}
			word, bit := &m.marked[v/64], uint64(1)<<(v%64)
			if atomic.LoadUint64(word)&bit == 0 {
				atomic.OrUint64(word, bit)
			}
		}
	}
}
