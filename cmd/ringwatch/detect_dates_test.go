package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A ring of years ago is found in a file, with its dates and without, though the file has newer
// records. Seen from a day that --as-of names it has ended.
func TestDetect_DatesDoNotEndARingInAFile(t *testing.T) {
	token := func(i int) string {
		return "tk1_" + strings.Repeat("a", 24) + string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	records := func(dated bool) string {
		var b strings.Builder
		write := func(id, day, category string, named ...int) {
			var ids []string
			for _, i := range named {
				ids = append(ids, fmt.Sprintf(`{"kind":"number","token":%q}`, token(i)))
			}
			at := ""
			if dated {
				at = fmt.Sprintf(`"occurred_at":"%sT10:00:00Z",`, day)
			}
			fmt.Fprintf(&b, `{"type":"report","id":%q,%s"category":%q,"identifiers":[%s]}`+"\n", id, at, category, strings.Join(ids, ","))
		}
		for i := range 16 {
			write(fmt.Sprint("R", i), fmt.Sprintf("2022-03-%02d", i+1), "upi_fraud", i%6, (i+1)%6, (i+2)%6)
		}
		for i := range 200 {
			write(fmt.Sprint("S", i), fmt.Sprintf("2025-%02d-11", 1+i%12), []string{"job", "parcel", "kyc", "card"}[i%4], 30+i)
		}
		return b.String()
	}
	rings := func(file string, more ...string) int {
		out := filepath.Join(t.TempDir(), "rings.ndjson")
		code, printed := run(t, nil, append([]string{"detect", "--from", file, "--out", out}, more...)...)
		require.Zero(t, code, printed)
		data, err := os.ReadFile(out)
		require.NoError(t, err)
		return strings.Count(string(data), "\n")
	}
	for _, dated := range []bool{true, false} {
		file := filepath.Join(t.TempDir(), "records.ndjson")
		require.NoError(t, os.WriteFile(file, []byte(records(dated)), 0o600))
		require.Equal(t, 1, rings(file), "dated: %v", dated)
		if dated {
			require.Zero(t, rings(file, "--as-of", "2025-12-11T10:00:00Z"))
		}
	}
}
