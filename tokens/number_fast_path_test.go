package tokens

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/require"
)

// requireSameAsParsed checks that parsing a number, in any region, returns it unchanged if
// isNormalE164 accepts it without parsing. It reports whether isNormalE164 did.
func requireSameAsParsed(t *testing.T, value string, regions ...string) bool {
	t.Helper()
	if !isNormalE164(value) {
		return false
	}
	for _, region := range append(regions, "") {
		parsed, err := parseNumber(value, region, errNumberNoRegion)
		require.NoError(t, err, "%s in %q", value, region)
		require.Equal(t, value, parsed, "in %q", region)
	}
	return true
}

// examples returns the library's example numbers: each type of number of every country and network.
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

func TestIsNormalE164(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"+919876543210", "+12125550123", "+447400123456", "+80012345678"} {
		require.True(t, requireSameAsParsed(t, value, "IN", "US"), value)
	}
	for name, value := range map[string]string{
		"empty": "", "plus": "+", "code alone": "+91", "national": "9876543210", "space": "+91 9876543210",
		"two plus": "++919876543210", "full-width plus": "\uff0b919876543210", "Devanagari digit": "+91987654321०",
		"zero first": "+0919876543210", "trunk zero": "+9109876543210", "Italian leading zero": "+39066982",
		"unknown code": "+9991234567", "too short": "+9198765", "too long": "+91987654321098765432",
		"beyond 64 bits": "+9199999999999999999999999",
	} {
		require.False(t, isNormalE164(value), name)
	}
	// Old forms that parsing rewrites: Mexico's mobile prefix, Argentina's 15, and the 1 that may
	// precede a number of Grenada.
	for _, value := range []string{"+5215512345678", "+543715123456", "+114734031234"} {
		require.False(t, isNormalE164(value), value)
	}
}

// Examples from all over the world, and the same with a few wrong digits.
func TestIsNormalE164_SameAsParsing(t *testing.T) {
	t.Parallel()
	accepted, all := 0, examples(t)
	random := rand.New(rand.NewPCG(7, 9497))
	for _, value := range all {
		if requireSameAsParsed(t, value, "IN", "US") {
			accepted++
		}
		for range 6 {
			changed := []byte(value)
			switch random.IntN(4) {
			case 0: // a trunk prefix, or any digit, inside or after the calling code
				at := 1 + random.IntN(5)
				changed = append(append(append([]byte{}, changed[:at]...), byte('0'+random.IntN(10))), changed[at:]...)
			case 1:
				changed = changed[:len(changed)-1]
			default:
				changed[1+random.IntN(len(changed)-1)] = byte('0' + random.IntN(10))
			}
			requireSameAsParsed(t, string(changed), "IN")
		}
	}
	require.Greater(t, accepted, len(all)*3/4, "most numbers are accepted without parsing")
}

func FuzzIsNormalE164(f *testing.F) {
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
		requireSameAsParsed(t, value, region)
		requireSameAsParsed(t, "+"+strconv.FormatUint(digits, 10), region)
	})
}
