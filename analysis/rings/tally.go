package rings

import "slices"

// tally counts events by key: ascending, without zeros.
type tally []keyCount

type keyCount struct {
	key   int32
	count int32
}

// newTally counts keys. It sorts them.
func newTally(keys []int32) tally {
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	different := 1
	for i := 1; i < len(keys); i++ {
		if keys[i] != keys[i-1] {
			different++
		}
	}
	t := make(tally, 0, different)
	for i, key := range keys {
		if i == 0 || key != keys[i-1] {
			t = append(t, keyCount{key: key})
		}
		t[len(t)-1].count++
	}
	return t
}

// total returns the number of events.
func (t tally) total() (n int32) {
	for _, x := range t {
		n += x.count
	}
	return n
}

// mode returns the most frequent key, the first of equals, with its count.
func (t tally) mode() keyCount {
	var mode keyCount
	for _, x := range t {
		if x.count > mode.count {
			mode = x
		}
	}
	return mode
}

// tallies are the events of some records, by aspect.
type tallies [aspectCount]tally

// accumulator collects the events of records until they are tallied. It can be used again after
// that, which saves memory.
type accumulator [aspectCount][]int32

// newAccumulator returns an accumulator with room for some reports and links.
func newAccumulator(reports, links int) (a accumulator) {
	keys := make([]int32, aspectCount*reports+links)
	for aspect := range a {
		room := reports
		if aspect == byPeriod {
			room += links
		}
		a[aspect], keys = keys[:0:room], keys[room:]
	}
	return a
}

func (a *accumulator) addReport(e *Evidence, report int) {
	for aspect, key := range reportKeys(e, report) {
		if key != noKey {
			a[aspect] = append(a[aspect], key)
		}
	}
}

func (a *accumulator) addLink(e *Evidence, link int) {
	if key := linkKey(e, link); key != noKey {
		a[byPeriod] = append(a[byPeriod], key)
	}
}

// tallies returns the tallies of the records that were added, and forgets the records.
func (a *accumulator) tallies() (t tallies) {
	for aspect := range a {
		t[aspect] = newTally(a[aspect])
		a[aspect] = a[aspect][:0]
	}
	return t
}

// tallyRecords returns the tallies of the given records. The accumulator is empty before and after.
func tallyRecords(e *Evidence, a *accumulator, reports, links []uint32) tallies {
	for _, report := range reports {
		a.addReport(e, int(report))
	}
	for _, link := range links {
		a.addLink(e, int(link))
	}
	return a.tallies()
}
