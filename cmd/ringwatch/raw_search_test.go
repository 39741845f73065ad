package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/localplatform"
)

// needles returns the values in UTF-8 and in UTF-16, which Java uses.
func needles() (all [][]byte) {
	add := func(text string) {
		all = append(all, []byte(text))
		var wide []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			wide = binary.LittleEndian.AppendUint16(wide, unit)
		}
		all = append(all, wide)
	}
	for _, v := range rawValues {
		_, value, found := strings.Cut(v.value, ":")
		if !found {
			value = v.value
		}
		add(v.core)
		add(value)
	}
	return all
}

// rawIn returns the index of a value that occurs in a stream, or -1.
func rawIn(r io.Reader, values [][]byte) int {
	const window, overlap = 1 << 20, 256
	buffer := make([]byte, 0, window+overlap)
	for {
		n, err := io.ReadFull(r, buffer[len(buffer):window+overlap])
		buffer = buffer[:len(buffer)+n]
		for i, value := range values {
			if bytes.Contains(buffer, value) {
				return i
			}
		}
		if err != nil {
			return -1
		}
		copy(buffer, buffer[len(buffer)-overlap:])
		buffer = buffer[:overlap]
	}
}

// rawInFolder returns the name of a file that holds a value, and how many files it searched.
func rawInFolder(t *testing.T, folder string, values [][]byte) (found string, files int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasSuffix(name, ".jar") {
			return nil // a log may have been rotated in the meantime
		}
		file, err := os.Open(name)
		if err != nil {
			return nil
		}
		defer file.Close()
		files++
		if rawIn(file, values) >= 0 {
			found = name
		}
		return nil
	}))
	return found, files
}

// rawInMemory returns the index of a value that occurs in the memory of a process, or -1.
func rawInMemory(t *testing.T, pid int, values [][]byte) int {
	t.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	require.NoError(t, err)
	defer maps.Close()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	require.NoError(t, err)
	defer memory.Close()
	searched := int64(0)
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var access string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &access); err != nil || access[0] != 'r' || access[1] != 'w' {
			continue
		}
		section := io.NewSectionReader(memory, from, to-from)
		if found := rawIn(section, values); found >= 0 {
			return found
		}
		searched += to - from
	}
	require.Greater(t, searched, int64(1<<20))
	return -1
}

// rawInGraph searches every property of every node and relationship, and returns how many hold a
// value. Neo4j packs short texts in its files with a few bits for each character, so that searching
// the files is not enough.
func rawInGraph(t *testing.T, where localplatform.Connection, values []string) int64 {
	t.Helper()
	driver, err := neo4j.NewDriverWithContext(where.Neo4jURI, neo4j.BasicAuth(where.Neo4jUser, where.Neo4jPassword, ""))
	require.NoError(t, err)
	defer func() { require.NoError(t, driver.Close(t.Context())) }()
	var sum int64
	for _, all := range []string{"MATCH (x)", "MATCH ()-[x]->()"} {
		result, err := neo4j.ExecuteQuery(t.Context(), driver, all+`
			UNWIND keys(x) AS key
			WITH CASE WHEN valueType(x[key]) STARTS WITH 'LIST'
				THEN reduce(s = '', v IN x[key] | s + ' ' + toString(v)) ELSE toString(x[key]) END AS text
			WHERE any(value IN $values WHERE text CONTAINS value)
			RETURN count(*) AS found`, map[string]any{"values": values}, neo4j.EagerResultTransformer)
		require.NoError(t, err)
		found, _, err := neo4j.GetRecordValue[int64](result.Records[0], "found")
		require.NoError(t, err)
		sum += found
	}
	return sum
}
