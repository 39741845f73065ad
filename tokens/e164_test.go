package tokens

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/require"
)

// requireSameAsRead checks that a number taken without being read is what reading it gives, in whatever region.
func requireSameAsRead(t *testing.T, value string, regions ...string) bool {
	t.Helper()
	if !ownForm(value) {
		return false
	}
	for _, region := range append(regions, "") {
		read, err := readNumber(value, region, errNumberNoRegion)
		require.NoError(t, err, "%s in %q", value, region)
		require.Equal(t, value, read, "in %q", region)
	}
	return true
}

// examples are the library's example numbers of every country and network, of each type that they have.
func examples(tb testing.TB) []string {
	tb.Helper()
	var list []string
	add := func(number *phonenumbers.PhoneNumber) {
		if number != nil {
			list = append(list, phonenumbers.Format(number, phonenumbers.E164))
		}
	}
	for region := range regions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			add(phonenumbers.GetExampleNumberForType(region, kind))
		}
	}
	for code := range phonenumbers.GetSupportedGlobalNetworkCallingCodes() {
		add(phonenumbers.GetExampleNumberForNonGeoEntity(code))
	}
	require.Greater(tb, len(list), 1000)
	return list
}

func TestOwnForm(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"+919876543210", "+12125550123", "+447400123456", "+80012345678"} {
		require.True(t, requireSameAsRead(t, value, "IN", "US"), value)
	}
	for name, value := range map[string]string{
		"empty": "", "plus": "+", "code alone": "+91", "national": "9876543210", "space": "+91 9876543210",
		"two plus": "++919876543210", "full-width plus": "\uff0b919876543210", "Devanagari digit": "+91987654321०",
		"zero first": "+0919876543210", "trunk zero": "+9109876543210", "Italian leading zero": "+39066982",
		"unknown code": "+9991234567", "too short": "+9198765", "too long": "+91987654321098765432",
		"beyond 64 bits": "+9199999999999999999999999",
	} {
		require.False(t, ownForm(value), name)
	}
	// Old forms that reading rewrites: a mobile prefix of Mexico, the 15 of Argentina, the 1 that a number of Grenada may have before it.
	for _, value := range []string{"+5215512345678", "+543715123456", "+114734031234"} {
		require.False(t, ownForm(value), value)
	}
}

// TestOwnForm_SameAsReading goes through examples of all the world, and through what a few wrong digits make of them.
func TestOwnForm_SameAsReading(t *testing.T) {
	t.Parallel()
	taken, all := 0, examples(t)
	random := rand.New(rand.NewPCG(7, 9497))
	for _, value := range all {
		if requireSameAsRead(t, value, "IN", "US") {
			taken++
		}
		for range 6 {
			changed := []byte(value)
			switch random.IntN(4) {
			case 0: // a trunk prefix, or any digit, after the code or within it
				at := 1 + random.IntN(5)
				changed = append(append(append([]byte{}, changed[:at]...), byte('0'+random.IntN(10))), changed[at:]...)
			case 1:
				changed = changed[:len(changed)-1]
			default:
				changed[1+random.IntN(len(changed)-1)] = byte('0' + random.IntN(10))
			}
			requireSameAsRead(t, string(changed), "IN")
		}
	}
	require.Greater(t, taken, len(all)*3/4, "most numbers are taken without being read")
}

func FuzzOwnForm(f *testing.F) {
	for i, value := range examples(f) {
		if i%10 == 0 {
			number, err := strconv.ParseUint(value[1:], 10, 64)
			require.NoError(f, err)
			f.Add(value, number, "IN")
		}
	}
	f.Fuzz(func(t *testing.T, value string, digits uint64, region string) {
		if !regions()[region] {
			region = "US"
		}
		requireSameAsRead(t, value, region)
		requireSameAsRead(t, "+"+strconv.FormatUint(digits, 10), region)
	})
}
