package neo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestRegister_AddAgency_OtherKind(t *testing.T) {
	b := setup(t)
	add := func(id string, kind graph.AgencyKind) error {
		return b.Register.AddAgency(t.Context(), graph.Agency{ID: id, Name: id, Kind: kind}, "")
	}
	require.NoError(t, add("police-ka", graph.Police))
	require.ErrorContains(t, add("police-ka", graph.Operator),
		"it exists as police, which does not change: give that kind, or choose another id")
	require.NoError(t, add("ops", graph.Operator))
	require.ErrorContains(t, add("ops", graph.Bank), "it exists as an operator,")
}

func TestRegister_Secret(t *testing.T) {
	register, err := setup(t).Register.Register(t.Context())
	require.NoError(t, err)
	require.Len(t, register.Secret, 72)
}
