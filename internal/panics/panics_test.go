package panics

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/parallel"
)

func TestDescribe(t *testing.T) {
	const secret = "919876543210"
	describe := func(work func()) (d Description) {
		defer func() { d = Describe(recover()) }()
		work()
		return d
	}
	var group parallel.Group
	group.Go(func() error { panic(errors.New(secret)) })
	for name, c := range map[string]struct {
		work func()
		what string
	}{
		"text":          {func() { panic(secret) }, "string"},
		"error":         {func() { panic(errors.New(secret)) }, "*errors.errorString"},
		"runtime error": {func() { _ = []int{}[len(secret)] }, "runtime error: index out of range [12] with length 0"},
		"worker":        {func() { _ = group.Wait() }, "*errors.errorString"},
	} {
		t.Run(name, func(t *testing.T) {
			d := describe(c.work)
			require.Equal(t, c.what, d.What)
			require.Contains(t, d.Stack, "panics_test.go:")
			require.NotContains(t, d.Stack, secret)
		})
	}
}
