package main

import (
	"math/rand/v2"
	"time"

	"github.com/ringwatch/ringwatch/graph"
)

// The world lasts two years from start. Times are days since then, and fractions of them.
const lastDay = 730

var start = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)

const day = 24 * 60 * 60 // in seconds

// ident is an identifier, by its position in world.kinds.
type ident uint32

// The kinds of identifiers.
const (
	number uint8 = iota
	device
	account
)

var kindNames = [...]graph.Kind{number: graph.Number, device: graph.Device, account: graph.Account}

// nobody is the operator of numbers that no telco here has as a subscriber, such as those of
// internet telephony and of other countries.
const nobody = 255

// report is a report that an agency filed. Times are seconds since start; unknown is none.
type report struct {
	occurred, filed  int32
	first            uint32 // of its names in world.names
	count            uint16
	agency, category uint8
	channel, region  uint8
	withdrawn        bool
	source, loss     uint32 // 0 is none
}

// none is the time of a record whose time is not known.
const none = -1 << 31

// link is a link that an agency filed.
type link struct {
	relation        uint8
	agency          uint8
	observed, filed int32
	source          uint32
	from, to        ident
}

// usage is the use of a number in a handset over some time. Whether it is ever filed is up to the
// telco.
type usage struct {
	number, device ident
	from, to       int32
	volunteered    float32 // the chance that the telco files it though nobody asks
}

// tie is what a bank knows of an account. Whether it is ever filed is up to the bank.
type tie struct {
	relation uint8
	from, to ident
	at       int32
}

// release is the passing of a number to a new holder.
type release struct {
	number    ident
	at, filed int32
	agency    uint8
}

// known is an entry in the register of businesses.
type known struct {
	id         ident
	business   string
	valid      int32
	filedOnDay int32
}

// group is a ring or an innocent group.
type group struct {
	kind    string
	members []ident
}

// bench is a handset of a repair shop and whoever used it.
type bench struct {
	device ident
	users  *group
}

// world is what happened, and what agencies filed of it.
type world struct {
	*rand.Rand
	seed uint64
	want int // reports

	kinds  []uint8 // of identifiers
	owners []uint8 // the telco of a number, the bank of an account

	names    []ident // of reports
	reports  []report
	usages   []usage
	ties     []tie
	links    []link
	releases []release
	knowns   []known

	rings, innocents []*group
	released         map[ident]bool
	victims          uint32 // number of people who complained, and of cases
	withdrawals      int

	agencies []agency
	telcos   []telco
	banks    []bank
	police   []uint8 // agency by region; 0 is none

	// Shared things that rings, lone fraudsters and strangers meet.
	defaults  []*group // handsets with a default or cloned IMEI
	defWeight []float64
	benches   []bench
	helplines []ident
	payphones []ident
	mules     []ident // accounts for hire
	sellers   []ident // accounts of merchants that take anybody's money
}

func newWorld(reports int, seed uint64) *world {
	w := &world{
		Rand: rand.New(rand.NewPCG(seed, 0x7e1ec0)), seed: seed, want: reports,
		reports: make([]report, 0, reports+16), names: make([]ident, 0, 3*reports/2), released: map[ident]bool{},
	}
	w.found()
	return w
}

func (w *world) identifier(kind, owner uint8) ident {
	w.kinds = append(w.kinds, kind)
	w.owners = append(w.owners, owner)
	return ident(len(w.kinds) - 1)
}

// newNumber returns a new number of any telco, by their shares of the market.
func (w *world) newNumber() ident { return w.identifier(number, w.telcoByShare()) }

func (w *world) newDevice() ident { return w.identifier(device, 0) }

func (w *world) newAccount() ident { return w.identifier(account, w.bankByShare()) }

// namesOf returns the identifiers that a report names.
func (w *world) namesOf(r *report) []ident { return w.names[r.first : r.first+uint32(r.count)] }

func (w *world) newVictim() uint32 {
	w.victims++
	return w.victims
}

// use notes that a number was used in a handset from one day to another.
func (w *world) use(n, d ident, from, to float64) { w.usage(n, d, from, to, 0) }

func (w *world) usage(n, d ident, from, to float64, volunteered float32) {
	from = min(max(from, 0), lastDay-1)
	to = min(max(from+0.1, to), lastDay)
	w.usages = append(w.usages, usage{n, d, int32(from * day), int32(to * day), volunteered})
}

func (w *world) tie(relation uint8, from, to ident, onDay float64) {
	w.ties = append(w.ties, tie{relation, from, to, int32(min(max(onDay, 0), lastDay) * day)})
}

// defaultPool returns the users of one of the default IMEIs, in proportion to their spread. The
// first member is the handset.
func (w *world) defaultPool() *group { return w.defaults[w.weighted(w.defWeight)] }

func (w *world) defaultDevice() ident { return w.defaultPool().members[0] }

// populate fills the world. Rings, busy innocents and lone fraudsters have their shares of reports.
// The rest are strangers, most of them reported once.
func (w *world) populate() {
	total := float64(w.want)
	rings, busy, lone := w.between(0.16, 0.31), w.between(0.07, 0.12), w.between(0.05, 0.09)
	w.addShared()
	w.addBusy(int(busy * total))
	w.addRings(int(rings * total))
	w.addLone(int(lone * total))
	for len(w.reports) < w.want {
		w.addStranger()
	}
	w.reports = w.reports[:w.want] // a last incident may have been filed by several agencies
	w.withdrawSome()
	w.fileLinks()
}
