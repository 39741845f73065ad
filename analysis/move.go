package analysis

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
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
	penalty   float64  // the objective's price per mass of node times mass of community
	community []uint32 // of each node, as of the step's start
	next      []uint32 // of each node, as its own block sees it
	total     []W      // mass of each community, as of the step's start
	marked    []uint64 // a bit for each node that may have a better community
	slack     []int32  // of each node, how much of its neighbours' weight may move until it is marked
	grain     float64  // how many units of slack a weight of 1 is
	scratch   []sums[W]

	bounds []int         // block i is nodes bounds[i] to bounds[i+1]-1
	moved  [][]departure // for each block of a step, its moves
	gains  []float64     // for each block of a step, what the moves gained
	looked []int         // for each block of a step, the edge ends that were looked at
	alone  bool          // whether steps have one block, which makes its moves known at once
}

// mostSlack is the most slack of a node, and one less than the most that a move takes of it: so
// little that it does not wrap around if all workers take that before they see the mark.
const mostSlack = 1<<22 - 1

// departure is the move of a node from a community.
type departure struct{ node, from uint32 }

// A step has stepBlocks blocks, which bounds how many workers it keeps busy, and a
// round at most roundSteps steps.
const (
	stepBlocks = 16
	roundSteps = 32
	blockSize  = 1 << 11 // least work of a block, in nodes and edge ends
	aloneNodes = 1 << 14 // a level of fewer nodes, or of fewer edge ends than aloneEnds, is
	aloneEnds  = 1 << 19 // moved by one worker: side by side, too many would move at once
	manyMoves  = 4       // a step makes many moves if more than one in so many nodes moves
)

func newMover[W weight](l *level[W], penalty float64, community []uint32, total []W, scratch []sums[W]) *mover[W] {
	m := &mover[W]{
		level: l, penalty: penalty, community: community, next: community,
		total: total, marked: make([]uint64, (l.order()+63)/64), slack: make([]int32, l.order()), grain: l.grain(), scratch: scratch,
		moved: make([][]departure, stepBlocks), gains: make([]float64, stepBlocks), looked: make([]int, stepBlocks),
	}
	size := max(blockSize, (len(l.targets)+l.order())/(stepBlocks*roundSteps))
	if m.alone = l.order() < aloneNodes || len(l.targets) < aloneEnds; m.alone {
		size = taskSize
	} else {
		m.next = append(large[uint32](len(community))[:0], community...)
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

// grain is how many units of slack a weight of 1 is: 1 where weights are whole, else so many that
// an edge has 64 of them on average.
func (l *level[W]) grain() float64 {
	if _, whole := any(W(0)).(uint32); whole {
		return 1
	}
	all := 0.
	for _, w := range l.weights {
		all += float64(w)
	}
	if grain := 64 * float64(len(l.weights)) / all; grain > 0 && grain <= math.MaxFloat64 {
		return grain
	}
	return 1
}

// markAll marks every node with a neighbour.
func (m *mover[W]) markAll() {
	for u := range m.order() {
		if m.offsets[u+1] > m.offsets[u] {
			m.marked[u/64] |= 1 << (u % 64)
		}
	}
}

// round looks at every marked node once and returns what the moves gained, as each
// block saw it, and how many there were. It ends early once an eighth of the blocks
// have gained so little that all would gain less than enough.
func (m *mover[W]) round(c *crew, rnd *rand.Rand, enough float64) (gain float64, moves, looked int, err error) {
	blocks := m.turns(rnd)
	all := len(blocks)
	for len(blocks) > 0 {
		if done := all - len(blocks); done >= stepBlocks && done >= all/8 && gain*float64(all) < enough*float64(done) {
			break
		}
		step := blocks[:min(stepBlocks, len(blocks))]
		if m.alone {
			step = blocks[:1]
		}
		blocks = blocks[len(step):]
		if err := c.do(len(step), func(worker, i int) {
			m.gains[i] = m.block(i, m.bounds[step[i]], m.bounds[step[i]+1], &m.scratch[worker])
		}); err != nil {
			return 0, 0, 0, err
		}
		stepMoves, nodes := 0, 0
		for i := range step {
			nodes += m.bounds[step[i]+1] - m.bounds[step[i]]
			gain += m.gains[i]
			looked += m.looked[i]
			stepMoves += len(m.moved[i])
			m.settleTotals(i)
		}
		moves += stepMoves
		if stepMoves == 0 {
			continue
		}
		many := stepMoves > nodes/manyMoves
		if err := c.do(len(step), func(_, i int) { m.commit(m.moved[i], many) }); err != nil {
			return 0, 0, 0, err
		}
	}
	return gain, moves, looked, nil
}

// turns puts the blocks in the order in which they are looked at: those of nodes with few
// neighbours first, else at random. Where degrees are skewed, small nodes then find
// together before the hubs draw them in, which is worth 0.001 of modularity on rmat20.
func (m *mover[W]) turns(rnd *rand.Rand) []int {
	degree := func(block int) int { // the less, the more nodes the block has; in steps of √2
		nodes := uint(m.bounds[block+1] - m.bounds[block])
		return -bits.Len(nodes * nodes)
	}
	blocks := rnd.Perm(len(m.bounds) - 1)
	slices.SortStableFunc(blocks, func(a, b int) int { return cmp.Compare(degree(a), degree(b)) })
	return blocks
}

// settleTotals brings the communities' masses up to date with the moves of a block.
func (m *mover[W]) settleTotals(slot int) {
	if m.alone {
		return
	}
	for _, moved := range m.moved[slot] {
		m.total[moved.from] -= m.mass[moved.node]
		m.total[m.next[moved.node]] += m.mass[moved.node]
	}
}

// commit makes known where the moved nodes are, and marks those of their neighbours that may
// have a better community now. Neighbours in the same one have only grown closer to it (Ozaki,
// Tezuka and Inaba 2016, doi:10.7763/IJCEE.2016.V8.914). Others are marked once what has moved
// about them weighs more than what their own community was better by when they were last looked at: a hub
// need not be looked at for a few neighbours. What the communities' totals change is passed over.
// Where many nodes move, few would be left out, and all are marked.
func (m *mover[W]) commit(moved []departure, many bool) {
	for _, move := range moved {
		to := m.next[move.node]
		m.community[move.node] = to
		row, weights := m.row(move.node)
		for i, v := range row {
			// Which neighbour needs a mark can't be foretold: better one branch on it than two.
			bit, c := uint64(1)<<(v%64), m.next[v]
			if c == to {
				bit = 0
			}
			if word := &m.marked[v/64]; bit&^atomic.LoadUint64(word) != 0 {
				if many {
					atomic.OrUint64(word, bit)
					continue
				}
				shift := 1.
				if weights != nil {
					shift = float64(weights[i])
				}
				if c == move.from {
					shift *= 2 // its own community has lost what another has won
				}
				if atomic.AddInt32(&m.slack[v], -int32(math.Ceil(min(shift*m.grain, mostSlack+1)))) < 0 {
					atomic.OrUint64(word, bit)
				}
			}
		}
	}
}

// block moves the marked nodes from lo to hi-1 and takes their marks.
func (m *mover[W]) block(slot, lo, hi int, s *sums[W]) (gain float64) {
	moved, looked := m.moved[slot][:0], 0
	first, size := uint32(lo), uint32(hi-lo)
	if m.alone {
		size = 0 // next is community
	}
	var nodes [64]uint32
	for word := lo / 64; word < (hi+63)/64; word++ {
		marks := m.marked[word]
		if marks == 0 {
			continue
		}
		m.marked[word] = 0
		count := 0
		for ; marks != 0; marks &= marks - 1 {
			nodes[count] = uint32(word*64 + bits.TrailingZeros64(marks))
			count++
		}
		for ready, i := 0, 0; i < count; i++ {
			if i == ready {
				ready = m.touchNext(nodes[:count], ready)
			}
			u := nodes[i]
			looked += m.degree(u)
			to, gained := m.decide(u, first, size, s)
			if gained <= 0 {
				m.slack[u] = int32(min(-gained*m.grain, mostSlack))
				continue
			}
			m.slack[u] = 0
			gain += gained
			moved = append(moved, departure{u, m.next[u]})
			if m.alone {
				m.total[m.next[u]] -= m.mass[u]
				m.total[to] += m.mass[u]
			}
			m.next[u] = to
		}
	}
	m.moved[slot], m.looked[slot] = moved, looked
	return gain
}

// decide returns the community that is best for u, and what u gains by the move there.
// Nodes from first on, size of them, are where next says.
func (m *mover[W]) decide(u, first, size uint32, s *sums[W]) (to uint32, gain float64) {
	own := m.next[u]
	row, weights := m.row(u)
	s.begin(own, len(row), len(m.total))
	if len(m.total) <= denseLabels {
		return m.decideDense(u, first, size, s)
	}
	labels, _ := s.room(len(row))
	community, next := m.community, m.next
	others := uint32(0)
	for i, v := range row {
		c := community[v]
		if v-first < size {
			c = next[v]
		}
		labels[i] = c
		others |= c ^ own
	}
	if others == 0 {
		return own, 0 // all are in it already
	}
	s.add(labels, weights)
	keys, values := s.drain()
	price := m.penalty * float64(m.mass[u])
	best, most := best(keys, values, m.total, price)
	stay := m.stay(u, own, values[0], price)
	s.clear()
	return keys[best], most - stay
}

// decideDense is decide where the sums are in an array. It makes and reads them itself: half
// the work is to go over labels, which this does half as often.
func (m *mover[W]) decideDense(u, first, size uint32, s *sums[W]) (to uint32, gain float64) {
	own := m.next[u]
	row, weights := m.row(u)
	community, next := m.community, m.next
	keys, all, n := s.many, s.all, 0
	if weights == nil {
		for _, v := range row {
			c := community[v]
			if v-first < size {
				c = next[v]
			}
			keys[n] = c
			sum := all[c]
			all[c] = sum + 1
			n += fresh(sum, c, own)
		}
	} else {
		for i, v := range row {
			c := community[v]
			if v-first < size {
				c = next[v]
			}
			keys[n] = c
			sum := all[c]
			all[c] = sum + weights[i]
			n += fresh(sum, c, own)
		}
	}
	inside := all[own]
	all[own] = 0
	if n == 0 {
		return own, 0
	}
	price := m.penalty * float64(m.mass[u])
	to = own
	total, top := m.total, ordered(math.Inf(-1))
	for _, c := range keys[:n] {
		worth := ordered(float64(all[c]) - price*float64(total[c]))
		all[c] = 0
		if worth > top {
			to = c
		}
		top = max(top, worth)
	}
	return to, unordered(top) - m.stay(u, own, inside, price)
}

// stay is what it is worth to u to stay in its own community, where inside is the weight
// of its edge ends there.
func (m *mover[W]) stay(u, own uint32, inside W, price float64) float64 {
	return float64(inside-m.ownEnds(u)) - price*float64(m.total[own]-m.mass[u])
}

// best returns which label but the first gains most, and what: its sum less the price of
// its total.
func best[W weight](keys []uint32, values, total []W, price float64) (at int, most float64) {
	values = values[:len(keys)]
	// Which label is better can't be foretold: better no branch on it.
	top := ordered(math.Inf(-1))
	for i := 1; i < len(keys); i++ {
		worth := ordered(float64(values[i]) - price*float64(total[keys[i]]))
		if worth > top {
			at = i
		}
		top = max(top, worth)
	}
	return at, unordered(top)
}

// ordered returns a number that compares to others as x does.
func ordered(x float64) int64 {
	bits := int64(math.Float64bits(x))
	return bits ^ int64(uint64(bits>>63)>>1) // of a negative number, all but the sign
}

// unordered returns the x of ordered(x).
func unordered(o int64) float64 { return math.Float64frombits(uint64(o ^ int64(uint64(o>>63)>>1))) }

// touchNext loads what decide is about to read for the nodes from ready on, all at once,
// and returns up to where: decide itself would wait for one load before it knows the next.
func (m *mover[W]) touchNext(nodes []uint32, ready int) int {
	if m.order() <= denseLabels {
		return len(nodes) // the cache holds it all
	}
	last := min(ready+1, len(nodes))
	for ends := m.degree(nodes[ready]); last < len(nodes); last++ {
		if ends += m.degree(nodes[last]); ends > touchEnds {
			break
		}
	}
	if last == ready+1 {
		return last // a long row loads ahead by itself
	}
	from, to := nodes[ready], nodes[last-1]
	if to-from == uint32(last-1-ready) {
		m.load(m.offsets[from], m.offsets[to+1])
		return last
	}
	for _, u := range nodes[ready:last] {
		m.load(m.offsets[u], m.offsets[u+1])
	}
	return last
}

func (l *level[W]) degree(u uint32) int { return l.offsets[u+1] - l.offsets[u] }

// load loads the labels of the targets from start on, and their totals. Inlined, its sum
// would be found to be of no use, and nothing loaded.
//
//go:noinline
func (m *mover[W]) load(start, end int) (sum W) {
	community, total := m.community, m.total
	for _, v := range m.targets[start:end] {
		sum += total[community[v]]
	}
	return sum
}

// number gives the communities the numbers from 0 on and returns the mass of each.
func (m *mover[W]) number(c *crew) ([]W, error) {
	n, err := numberingOf(c, m.community, len(m.total))
	if err != nil {
		return nil, err
	}
	total := large[W](n.count())
	if err := c.spread(len(m.total), func(lo, hi int) {
		for label := uint32(lo); label < uint32(hi); label++ {
			if n.has(label) {
				total[n.of(label)] = m.total[label]
			}
		}
	}); err != nil {
		return nil, err
	}
	return total, n.rename(c, m.community)
}
