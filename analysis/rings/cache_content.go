package rings

import (
	"encoding/binary"
	"math"
)

// appendContent appends all that decides the groups of a component: to content the records of its
// members, in the component's own numbers, and to rounded their rounded background rates.
// Components with equal bytes have equal groups.
func (c *components) appendContent(content, rounded []byte, number int, rates *background) (_, _ []byte) {
	members, reports, links := c.members.of(number), c.reports.of(number), c.links.of(number)
	put := func(x uint32) { content = binary.LittleEndian.AppendUint32(content, x) }
	putEvent := func(aspect int, key int32) {
		if key != noKey {
			put(uint32(key))
			rounded = binary.LittleEndian.AppendUint64(rounded, math.Float64bits(rates.by[aspect].of(key).rounded.x))
		}
	}
	local := newLocalCodes(reports)
	put(uint32(len(members)))
	put(uint32(len(reports)))
	for _, u := range members {
		content = append(content, byte(c.e.Kinds[u]))
		if c.e.isKnown(u) {
			content = append(content, byte(kindCount))
		}
		if c.e.isVerified(u) {
			content = append(content, byte(kindCount)+1)
		}
	}
	for _, report := range reports {
		named := c.e.Reports.Named(int(report))
		put(uint32(len(named)))
		for i, u := range named {
			if c.labels[u] == uint32(number) {
				put(c.position[u])
				put(uint32(i)) // decides its edges in a long report
			}
		}
		put(uint32(c.e.Reports.Day[report]))
		content = c.appendFiled(content, local, int(report))
		for aspect, key := range reportKeys(c.e, int(report)) {
			content = append(content, byte(aspect))
			putEvent(aspect, key)
		}
	}
	for _, link := range links {
		put(c.position[c.e.Links.From[link]])
		put(c.position[c.e.Links.To[link]])
		day := c.e.Links.Day[link]
		put(uint32(day))
		put(c.e.Links.agency(int(link)))
		repeated := byte(0)
		if c.e.repeated[link] {
			repeated = 1
		}
		content = append(content, byte(c.e.Links.Relation[link]), repeated)
		if day != NoDay {
			putEvent(byPeriod, periodOf(day))
		}
	}
	return content, rounded
}
