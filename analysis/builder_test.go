package analysis_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/analysis"
)

func TestBuilder_OutOfOrder(t *testing.T) {
	b := analysis.NewBuilder(3)
	require.Error(t, b.Place([]uint32{0}, []uint32{1}, nil))
	_, err := b.Network(t.Context(), 0)
	require.Error(t, err)
}
