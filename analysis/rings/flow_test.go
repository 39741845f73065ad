package rings

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// paid is a transfer between accounts; the members are 0 to 4.
type paid struct {
	from, to uint32
	day      int32
}

func flowOf(transfers ...paid) flow {
	c := &candidate{members: []uint32{0, 1, 2, 3, 4}}
	e := &Evidence{Kinds: make([]Kind, 10)}
	for i, p := range transfers {
		e.addLink(p.day, p.from, TransferredTo, p.to, 1)
		c.touching = append(c.touching, uint32(i))
	}
	return c.measureFlow(e, selection{})
}

func TestMeasureFlow(t *testing.T) {
	for name, test := range map[string]struct {
		transfers []paid
		want      flow
	}{
		"none":             {nil, flow{}},
		"to itself":        {[]paid{{0, 0, may1}}, flow{}},
		"one":              {[]paid{{0, 1, may1}}, flow{accounts: 2, inside: 1}},
		"passed on":        {[]paid{{9, 0, may1}, {0, 8, may1 + 3}}, flow{accounts: 1, passing: 1, quick: 1}},
		"passed on late":   {[]paid{{9, 0, may1}, {0, 8, may1 + 4}}, flow{accounts: 1, passing: 1}},
		"paid before":      {[]paid{{9, 0, may1}, {0, 8, may1 - 1}}, flow{accounts: 1, passing: 1}},
		"on one day":       {[]paid{{9, 0, may1}, {0, 8, may1}}, flow{accounts: 1, passing: 1, quick: 1}},
		"received undated": {[]paid{{9, 0, NoDay}, {0, 8, may1}}, flow{accounts: 1, passing: 1}},
		"paid undated":     {[]paid{{9, 0, may1}, {0, 8, NoDay}}, flow{accounts: 1, passing: 1}},
		"both undated":     {[]paid{{9, 0, NoDay}, {0, 8, NoDay}}, flow{accounts: 1, passing: 1}},
		"a layer":          {[]paid{{0, 2, may1}, {1, 2, may1}, {2, 3, may1 + 1}}, flow{accounts: 4, passing: .25, quick: .25, inside: 1}},
		"both ways":        {[]paid{{0, 1, may1}, {1, 0, may1 + 90}}, flow{accounts: 2, passing: 1, mutual: 1, inside: 1}},
		"one of two pairs": {[]paid{{0, 1, NoDay}, {0, 1, may1}, {0, 1, may1}}, flow{accounts: 2, inside: 1}},
		"two of three": {
			[]paid{{0, 1, NoDay}, {1, 0, NoDay}, {1, 0, NoDay}, {2, 3, NoDay}},
			flow{accounts: 4, passing: .5, mutual: 2.0 / 3, inside: 1},
		},
		"half inside": {[]paid{{0, 1, may1}, {1, 9, may1 + 50}}, flow{accounts: 2, passing: .5, inside: .5}},
	} {
		require.Equal(t, test.want, flowOf(test.transfers...), name)
		for i, j := 0, len(test.transfers)-1; i < j; i, j = i+1, j-1 {
			test.transfers[i], test.transfers[j] = test.transfers[j], test.transfers[i]
		}
		require.Equal(t, test.want, flowOf(test.transfers...), "%s, in the opposite order", name)
	}
}

// Only transfers count, and only those that are selected.
func TestMeasureFlow_Selected(t *testing.T) {
	c := &candidate{members: []uint32{0, 1}, touching: []uint32{0, 1, 2}}
	e := &Evidence{Kinds: make([]Kind, 2)}
	e.addLink(may1, 0, LinkedTo, 1, 1)
	e.addLink(may1, 0, TransferredTo, 1, 1)
	e.addLink(may1, 1, TransferredTo, 0, 2)
	require.Equal(t, 1.0, c.measureFlow(e, selection{}).mutual)
	without := c.measureFlow(e, selection{without: 2, withoutAgency: true})
	require.Equal(t, flow{accounts: 2, inside: 1}, without)
}
