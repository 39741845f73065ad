package neo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestRegister_AddAgency(t *testing.T) {
	b := setup(t)
	add := func(name string, kind graph.AgencyKind, hash string) error {
		return b.Register.AddAgency(t.Context(), graph.Agency{ID: "police-ka", Name: name, Kind: kind}, hash)
	}
	only := func() graph.Agency {
		t.Helper()
		list, err := b.Register.ListAgencies(t.Context())
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.False(t, list[0].CreatedAt.IsZero())
		return list[0]
	}

	require.NoError(t, add("police-ka", "", ""), "its records come first")
	require.Empty(t, only().Kind)

	require.NoError(t, add("Karnataka State Police", graph.Police, "hash-1"), "the first to say the kind sets it")
	require.Equal(t, graph.Police, only().Kind)
	require.Equal(t, "Karnataka State Police", only().Name)

	require.NoError(t, add("another name", graph.Police, "hash-2"))
	require.NoError(t, add("police-ka", "", ""))
	require.Equal(t, graph.Police, only().Kind)
	require.Equal(t, "Karnataka State Police", only().Name)
	require.Equal(t, 2, only().CredentialCount)

	err := add("x", graph.Operator, "hash-3")
	require.ErrorIs(t, err, graph.ErrConflict)
	require.ErrorContains(t, err, "it exists as police, which does not change: give that kind, or choose another id")
	_, err = b.Register.AgencyOfKey(t.Context(), "hash-3")
	require.ErrorIs(t, err, graph.ErrNotFound, "a refused add leaves no key")

	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "ops", Name: "ops", Kind: graph.Operator}, ""))
	err = b.Register.AddAgency(t.Context(), graph.Agency{ID: "ops", Name: "ops", Kind: graph.Bank}, "")
	require.ErrorContains(t, err, "it exists as an operator,")
}

func TestRegister_RevokeKeys(t *testing.T) {
	b := setup(t)
	_, err := b.Register.RevokeKeys(t.Context(), "nobody")
	require.ErrorIs(t, err, graph.ErrNotFound)

	require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Bank}, ""))
	n, err := b.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Zero(t, n, "it has no key yet")

	for _, hash := range []string{"hash-1", "hash-2"} {
		require.NoError(t, b.Register.AddAgency(t.Context(), graph.Agency{ID: "axis", Name: "axis", Kind: graph.Bank}, hash))
	}
	n, err = b.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	_, err = b.Register.AgencyOfKey(t.Context(), "hash-1")
	require.ErrorIs(t, err, graph.ErrNotFound)
	n, err = b.Register.RevokeKeys(t.Context(), "axis")
	require.NoError(t, err)
	require.Zero(t, n)
}
