package main

import (
	"os"
	"regexp"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// .env.example is the reference of the settings: it has every variable that a flag reads, and no
// other.
func TestEnvExampleIsComplete(t *testing.T) {
	var cli commands
	parser, err := kong.New(&cli, kong.Vars{"version": ""})
	require.NoError(t, err)
	read := map[string]bool{}
	err = kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			for _, name := range flag.Envs {
				read[name] = true
			}
		}
		return next(nil)
	})
	require.NoError(t, err)
	example, err := os.ReadFile("../../.env.example")
	require.NoError(t, err)
	named := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^([A-Z0-9_]+)=`).FindAllSubmatch(example, -1) {
		named[string(match[1])] = true
	}
	require.Equal(t, read, named)
}
