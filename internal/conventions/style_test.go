package conventions

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Widths of lines in Go files, in characters, with a tab as 4.
const (
	maxCommentWidth = 100
	maxCodeWidth    = 140
)

// wide matches lines of code that may be wider: those with a message, which is one string so that it
// can be searched for, and struct tags with the help of a flag. Help texts in raw strings may be
// wider too, since the terminal wraps them, and tests, whose tables are read across.
var wide = regexp.MustCompile("`[a-z0-9-]+:\"|\"[^\"]{60,}|return `.*`$")

// preformatted matches comments that are code, tables or expected output.
var preformatted = regexp.MustCompile(`^(\t|   | - [a-z]+, |go:)|://`)

// dialect matches words that earlier versions of this code base used in a private sense. docs/glossary.md
// has the words to use instead.
var dialect = regexp.MustCompile(`(?i)\b(told|anew|beside|lest|by and by|of late|reckon(s|ed)?|hangs? together|has to do with)\b`)

func TestStyle(t *testing.T) {
	for _, path := range goFiles(t) {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		if strings.HasSuffix(name, ".gen.go") || strings.HasPrefix(name, filepath.Join("internal", "conventions")) {
			continue
		}
		number, inRawString := 0, false
		for line := range strings.Lines(string(content)) {
			number++
			line = strings.TrimSuffix(line, "\n")
			width := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			text, isComment := strings.CutPrefix(strings.TrimSpace(line), "//")
			isComment = isComment && !inRawString
			free := inRawString || strings.HasSuffix(name, "_test.go") || wide.MatchString(line)
			if !isComment && strings.Count(line, "`")%2 == 1 {
				inRawString = !inRawString
				free = true
			}
			switch {
			case isComment && width > maxCommentWidth && !preformatted.MatchString(text):
				t.Errorf("%s:%d: the comment has %d characters: wrap it at %d", name, number, width, maxCommentWidth)
			case !isComment && width > maxCodeWidth && !free:
				t.Errorf("%s:%d: the line has %d characters: break it at %d", name, number, width, maxCodeWidth)
			}
			if !isComment {
				_, text, _ = strings.Cut(line, " // ")
			}
			if word := dialect.FindString(text); word != "" {
				t.Errorf("%s:%d: %q in a comment: use a word of docs/glossary.md", name, number, word)
			}
		}
	}
}
