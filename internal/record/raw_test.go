package record

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLooksRaw(t *testing.T) {
	t.Parallel()
	for _, valid := range []string{
		"CHK-1042", "csdb-21", "20260501-000123", "20260501000123", "2026-05-01T10:15:30", "1777629600", "1777629600123", "R999999999",
		"550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-919876543210", "32108230012345", "KA/2026/000451", "a.b:c_d/e-f",
		"3f9876543210aa00b1c2d3e4f5a6b7c8", "3f9876543210aa00b1c2d3e4f5a6b7c83f9876543210aa00b1c2d3e4f5a6b7c8", "upi_fraud", "phishing/myetherwallet", "0000001", "12345678901234567890", "eq-vov4jvdk6clsz4oxhijxyc3zxu",
	} {
		require.False(t, looksRaw(valid), valid)
	}
	for _, raw := range []string{
		"9876543210", "919876543210", "09876543210", "CHK-9876543210", "98765-43210", "9876.543.210", "call_919876543210_a", "00919876543210",
		"490154203237518", "imei-490154203237518", "49-015420-323751-8", "4111111111111111", "HDFC0001234/50100012345678", "HDFC0001234-50100012345678",
		"0xD0cC2B24980CBCCA47EF755Da88B220a82291407", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "2026/9876543210",
		"3f9876543210aa00b1c2d3e4f5a6b7c", "aa-9876543210-bb",
	} {
		require.True(t, looksRaw(raw), raw)
	}
}

// A text that looks raw is refused in every field that an agency fills freely. It is not repeated,
// not even as the id of the refused record.
func TestParse_LooksRaw(t *testing.T) {
	t.Parallel()
	const identifiers = `"identifiers":[{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"}]`
	for field, line := range map[string]string{
		"id":        `{"type":"report","id":"9876543210",` + identifiers + `}`,
		"category":  `{"type":"report","id":"A","category":"9876543210",` + identifiers + `}`,
		"channel":   `{"type":"report","id":"A","channel":"call/490154203237518",` + identifiers + `}`,
		"region":    `{"type":"report","id":"A","region":"9876543210",` + identifiers + `}`,
		"source":    `{"type":"report","id":"A","source":"9876543210",` + identifiers + `}`,
		"business":  `{"type":"known","id":"A","identifier":{"kind":"number","token":"tk1_aaaaaaaaaaaaaaaaaaaaaaaaaa"},"business":"9876543210","valid_until":"2027-01-01T00:00:00Z"}`,
		"agency":    `{"type":"report","id":"A","agency":"9876543210",` + identifiers + `}`,
		"withdraws": `{"type":"withdrawal","id":"W","withdraws":"919876543210"}`,
		"reason":    `{"type":"withdrawal","id":"W","withdraws":"A","reason":"9876543210"}`,
	} {
		_, err := ParseInFile([]byte(line))
		var why *Refusal
		require.ErrorAs(t, err, &why, field)
		require.Equal(t, field, why.Field)
		require.Equal(t, looksRawReason, why.Reason)
		require.NotContains(t, why.Error()+why.ID, "9876543210")
	}
}
