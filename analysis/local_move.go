package analysis

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sync/atomic"
)

// mover is the local moving phase on one level: it moves nodes between communities as long as that
// raises the objective. A node moves to the neighbouring community B with the largest gain
//
//	ΔH = [w(u,B) − penalty·k·K_B] − [w(u,A∖u) − penalty·k·(K_A − k)] > 0
//
// (see objective), and stays otherwise. Only marked nodes are evaluated; see commit for which they
// are.
//
// Determinism: a round over the nodes is cut into steps, a step into blocks of consecutive nodes.
// The blocks of a step are evaluated in parallel. Each sees the communities of all other nodes, and
// the masses of all communities, as they were when the step began; nodes of the same block see each
// other's moves. After the step the masses are updated block by block, then marks and communities.
// The level alone decides where steps and blocks begin, so the result is the same on any number of
// workers.
//
// Two neighbours in different blocks of a step may make moves of which only one would have been
// made if they had moved one after the other. A step is a small part of a round, so that is rare;
// their moves mark each other, and they are evaluated again.
type mover[W weight] struct {
	level     *level[W]
	penalty   float64
	community []uint32 // of each node, as of the start of the step
	next      []uint32 // of each node, as its own block sees it; community itself if the mover is sequential
	total     []W      // K, the mass of each community, as of the start of the step
	marked    []uint64 // a bit for each node that must be evaluated

	margin     []int32 // of each node, how much weight of its neighbours may move until it is marked; see commit
	marginUnit float64 // how much margin a weight of 1 uses up

	scratch    []labelSums[W] // of each worker
	bounds     []int          // block i is nodes bounds[i] to bounds[i+1]-1
	moved      [][]departure  // of each block of a step, its moves
	gains      []float64      // of each block of a step, what its moves gained
	evaluated  []int          // of each block of a step, how many edge ends it evaluated
	sequential bool           // whether a step has one block, whose moves take effect immediately
}

// departure is a node that moved, and the community that it left.
type departure struct{ node, from uint32 }

const (
	stepBlocks = 16      // blocks of a step, which bounds how many workers take part
	roundSteps = 32      // maximum steps of a round
	blockWork  = 1 << 11 // minimum work of a block, in nodes and edge ends

	// A level of fewer nodes or fewer edge ends is moved sequentially: in parallel too many of its
	// nodes would move in the same step.
	sequentialNodes = 1 << 14
	sequentialEnds  = 1 << 19

	manyMoves = 4 // a step makes many moves if more than 1/manyMoves of its nodes move

	// maxMargin is the largest margin. A move takes at most one more than that, so little that the
	// int32 cannot wrap around before all workers see the mark.
	maxMargin = 1<<22 - 1
)

// newMover returns a mover from the given partition of a level, whose communities have the given
// masses. No node is marked.
func newMover[W weight](l *level[W], penalty float64, community []uint32, total []W, scratch []labelSums[W]) *mover[W] {
	m := &mover[W]{
		level: l, penalty: penalty, community: community, next: community, total: total,
		marked: make([]uint64, (l.order()+63)/64), margin: make([]int32, l.order()), marginUnit: l.marginUnit(),
		scratch: scratch, moved: make([][]departure, stepBlocks),
		gains: make([]float64, stepBlocks), evaluated: make([]int, stepBlocks),
	}
	work := max(blockWork, (len(l.targets)+l.order())/(stepBlocks*roundSteps))
	if m.sequential = l.order() < sequentialNodes || len(l.targets) < sequentialEnds; m.sequential {
		work = taskWork
	} else {
		m.next = append(makeLarge[uint32](len(community))[:0], community...)
	}
	m.bounds = []int{0}
	for _, b := range splitRows(l.offsets, work)[1:] {
		// Whole words of marks, so that a block clears no mark of another.
		if b = (b + 63) &^ 63; b < l.order() && b > m.bounds[len(m.bounds)-1] {
			m.bounds = append(m.bounds, b)
		}
	}
	m.bounds = append(m.bounds, l.order())
	return m
}

// marginUnit returns how many units of margin a weight of 1 is: 1 if weights are whole, otherwise
// as many as give an edge 64 on average. Margins are whole numbers, so that sums of them are the
// same in any order.
func (l *level[W]) marginUnit() float64 {
	if _, whole := any(W(0)).(uint32); whole {
		return 1
	}
	all := 0.
	for _, w := range l.weights {
		all += float64(w)
	}
	if unit := 64 * float64(len(l.weights)) / all; unit > 0 && unit <= math.MaxFloat64 {
		return unit
	}
	return 1
}

// markAll marks every node that has a neighbour.
func (m *mover[W]) markAll() {
	for u := range m.level.order() {
		if m.level.offsets[u+1] > m.level.offsets[u] {
			m.marked[u/64] |= 1 << (u % 64)
		}
	}
}

// round evaluates every marked node once. It returns what the moves gained, as each block saw it,
// their number, and how many edge ends were evaluated. It ends early if, after an eighth of the
// blocks, all seem about to gain less than minGain.
func (m *mover[W]) round(p *pool, rnd *rand.Rand, minGain float64) (gain float64, moves, evaluated int, err error) {
	blocks := m.blockOrder(rnd)
	all := len(blocks)
	for len(blocks) > 0 {
		if done := all - len(blocks); done >= stepBlocks && done >= all/8 && gain*float64(all) < minGain*float64(done) {
			break
		}
		step := blocks[:min(stepBlocks, len(blocks))]
		if m.sequential {
			step = blocks[:1]
		}
		blocks = blocks[len(step):]
		if err := p.run(len(step), func(worker, i int) {
			m.gains[i] = m.moveBlock(i, m.bounds[step[i]], m.bounds[step[i]+1], &m.scratch[worker])
		}); err != nil {
			return 0, 0, 0, err
		}
		stepMoves, nodes := 0, 0
		for i := range step {
			nodes += m.bounds[step[i]+1] - m.bounds[step[i]]
			gain += m.gains[i]
			evaluated += m.evaluated[i]
			stepMoves += len(m.moved[i])
			m.updateTotals(i)
		}
		moves += stepMoves
		if stepMoves == 0 {
			continue
		}
		many := stepMoves > nodes/manyMoves
		if err := p.run(len(step), func(_, i int) { m.commit(m.moved[i], many) }); err != nil {
			return 0, 0, 0, err
		}
	}
	return gain, moves, evaluated, nil
}

// blockOrder returns the blocks in the order of a round: by ascending average degree, in classes of
// a factor of √2, and at random within a class. If degrees are skewed, nodes of low degree then
// form communities before hubs draw them in, which is worth 0.001 of modularity on rmat20.
func (m *mover[W]) blockOrder(rnd *rand.Rand) []int {
	degreeClass := func(block int) int { // the more nodes a block has, the lower their degrees
		nodes := uint(m.bounds[block+1] - m.bounds[block])
		return -bits.Len(nodes * nodes)
	}
	blocks := rnd.Perm(len(m.bounds) - 1)
	slices.SortStableFunc(blocks, func(a, b int) int { return cmp.Compare(degreeClass(a), degreeClass(b)) })
	return blocks
}

// updateTotals updates the masses of communities after the moves of a block.
func (m *mover[W]) updateTotals(slot int) {
	if m.sequential {
		return
	}
	for _, moved := range m.moved[slot] {
		m.total[moved.from] -= m.level.mass[moved.node]
		m.total[m.next[moved.node]] += m.level.mass[moved.node]
	}
}

// commit makes moves visible to other blocks, and marks the neighbours that may have a better
// community now.
//
// A neighbour in the community that u moved to has only grown closer to it, and isn't marked
// (Ozaki, Tezuka and Inaba 2016, doi:10.7763/IJCEE.2016.V8.914). Any other neighbour v has a
// margin: by how much its own community beat the runner-up when v was last evaluated,
//
//	margin(v) = [w(v,A∖v) − penalty·k·(K_A − k)] − max_B [w(v,B) − penalty·k·K_B]
//
// A move of u over an edge of weight w changes that by at most w, or by 2w if u left v's own
// community, which loses w while another one gains w. So v is pruned until its neighbours' moves
// have used up the margin: a hub is not evaluated again for a few neighbours. Margins are rounded
// down and moves up, to whole units, whose sum is the same in any order: so the same nodes are
// marked on any number of workers. What moves change in the masses K is ignored: it is little for
// one node, and concerns all members of a community.
//
// If many nodes move, few neighbours would be pruned, and all are marked.
func (m *mover[W]) commit(moved []departure, many bool) {
	for _, move := range moved {
		to := m.next[move.node]
		m.community[move.node] = to
		row, weights := m.level.row(move.node)
		for i, v := range row {
			// Which neighbours need a mark is unpredictable: one branch on it costs less than two.
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
					shift *= 2
				}
				if atomic.AddInt32(&m.margin[v], -int32(math.Ceil(min(shift*m.marginUnit, maxMargin+1)))) < 0 {
					atomic.OrUint64(word, bit)
				}
			}
		}
	}
}

// moveBlock evaluates the marked nodes from lo to hi-1, clears their marks, and moves those that
// gain. It returns the sum of their gains.
func (m *mover[W]) moveBlock(slot, lo, hi int, s *labelSums[W]) (gain float64) {
	moved, evaluated := m.moved[slot][:0], 0
	first, size := uint32(lo), uint32(hi-lo)
	if m.sequential {
		size = 0 // community is up to date
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
				ready = m.prefetchNext(nodes[:count], ready)
			}
			u := nodes[i]
			evaluated += m.level.degree(u)
			to, gained := m.bestMove(u, first, size, s)
			if gained <= 0 {
				m.margin[u] = int32(min(-gained*m.marginUnit, maxMargin))
				continue
			}
			m.margin[u] = 0
			gain += gained
			moved = append(moved, departure{u, m.next[u]})
			if m.sequential {
				m.total[m.next[u]] -= m.level.mass[u]
				m.total[to] += m.level.mass[u]
			}
			m.next[u] = to
		}
	}
	m.moved[slot], m.evaluated[slot] = moved, evaluated
	return gain
}

// bestMove returns the best community for u other than its own, and the gain ΔH of moving there,
// which is negative if u should stay. The communities of the size nodes from first on are read from
// next, those of other nodes from community.
func (m *mover[W]) bestMove(u, first, size uint32, s *labelSums[W]) (to uint32, gain float64) {
	own := m.next[u]
	row, weights := m.level.row(u)
	s.begin(own, len(row), len(m.total))
	if len(m.total) <= denseLabels {
		return m.bestMoveDense(u, first, size, s)
	}
	labels, _ := s.buffers(len(row))
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
		return own, 0 // all neighbours are in u's community
	}
	s.add(labels, weights)
	keys, values := s.drain()
	price := m.penalty * float64(m.level.mass[u])
	best, worth := bestLabel(keys, values, m.total, price)
	stay := m.worthOfStaying(u, own, values[0], price)
	s.clear()
	return keys[best], worth - stay
}

// bestMoveDense is bestMove for sums in the array. It makes and reads them itself, and so goes over
// the labels half as often, which is half the work.
func (m *mover[W]) bestMoveDense(u, first, size uint32, s *labelSums[W]) (to uint32, gain float64) {
	own := m.next[u]
	row, weights := m.level.row(u)
	community, next := m.community, m.next
	keys, sums, n := s.denseKeys, s.byLabel, 0
	if weights == nil {
		for _, v := range row {
			c := community[v]
			if v-first < size {
				c = next[v]
			}
			keys[n] = c
			sum := sums[c]
			sums[c] = sum + 1
			n += newLabel(sum, c, own)
		}
	} else {
		for i, v := range row {
			c := community[v]
			if v-first < size {
				c = next[v]
			}
			keys[n] = c
			sum := sums[c]
			sums[c] = sum + weights[i]
			n += newLabel(sum, c, own)
		}
	}
	inside := sums[own]
	sums[own] = 0
	if n == 0 {
		return own, 0
	}
	price := m.penalty * float64(m.level.mass[u])
	to = own
	total, top := m.total, ordered(math.Inf(-1))
	for _, c := range keys[:n] {
		worth := ordered(float64(sums[c]) - price*float64(total[c]))
		sums[c] = 0
		if worth > top {
			to = c
		}
		top = max(top, worth)
	}
	return to, unordered(top) - m.worthOfStaying(u, own, inside, price)
}

// worthOfStaying returns w(u,A∖u) − price·(K_A − k) for u's own community A. Inside is the weight
// of u's edge ends in A, u's loop included.
func (m *mover[W]) worthOfStaying(u, own uint32, inside W, price float64) float64 {
	return float64(inside-m.level.loopInRow(u)) - price*float64(m.total[own]-m.level.mass[u])
}

// bestLabel returns the index of the key, other than the first, with the largest value −
// price·total, and that number. The first of equals wins.
func bestLabel[W weight](keys []uint32, values, total []W, price float64) (at int, worth float64) {
	values = values[:len(keys)]
	// Which label is better is unpredictable: comparing whole numbers compiles without a branch.
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

// ordered maps floats to whole numbers in the same order.
func ordered(x float64) int64 {
	bits := int64(math.Float64bits(x))
	return bits ^ int64(uint64(bits>>63)>>1) // inverts all bits of a negative number but the sign
}

// unordered is the inverse of ordered.
func unordered(o int64) float64 { return math.Float64frombits(uint64(o ^ int64(uint64(o>>63)>>1))) }

// prefetchNext loads what bestMove will read for some of the nodes from ready on, and returns up to
// which. The loads overlap; bestMove itself would wait for one before it knows the address of the
// next.
func (m *mover[W]) prefetchNext(nodes []uint32, ready int) int {
	if m.level.order() <= denseLabels {
		return len(nodes) // the cache holds it all
	}
	last := min(ready+1, len(nodes))
	for ends := m.level.degree(nodes[ready]); last < len(nodes); last++ {
		if ends += m.level.degree(nodes[last]); ends > prefetchEnds {
			break
		}
	}
	if last == ready+1 {
		return last // the processor prefetches a long row by itself
	}
	from, to := nodes[ready], nodes[last-1]
	if to-from == uint32(last-1-ready) {
		m.load(m.level.offsets[from], m.level.offsets[to+1])
		return last
	}
	for _, u := range nodes[ready:last] {
		m.load(m.level.offsets[u], m.level.offsets[u+1])
	}
	return last
}

// load loads the communities of a range of targets, and their masses. The sum has no meaning: it
// stops the compiler from leaving the loads out.
//
//go:noinline
func (m *mover[W]) load(start, end int) (sum W) {
	community, total := m.community, m.total
	for _, v := range m.level.targets[start:end] {
		sum += total[community[v]]
	}
	return sum
}

// compact renumbers the communities from 0 on, without empty ones, and returns the mass of each.
func (m *mover[W]) compact(p *pool) ([]W, error) {
	s, err := labelSet(p, m.community, len(m.total))
	if err != nil {
		return nil, err
	}
	total := makeLarge[W](s.count())
	if err := p.runRanges(len(m.total), func(lo, hi int) {
		for label := uint32(lo); label < uint32(hi); label++ {
			if s.has(label) {
				total[s.rank(label)] = m.total[label]
			}
		}
	}); err != nil {
		return nil, err
	}
	return total, s.replaceByRank(p, m.community)
}
