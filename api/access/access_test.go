package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/graph"
)

func TestNewKey(t *testing.T) {
	key, hash, err := NewKey()
	require.NoError(t, err)
	require.Regexp(t, `^rwk_[a-z2-7]{52}$`, key)
	require.Regexp(t, `^[0-9a-f]{64}$`, hash)
	require.Equal(t, hash, HashKey(key))
	require.True(t, IsKey(key))
	for _, other := range []string{"", key[1:], key + "a", "RWK_" + key[4:], key[:55] + "1"} {
		require.False(t, IsKey(other), other)
	}
	other, _, err := NewKey()
	require.NoError(t, err)
	require.NotEqual(t, key, other)
}

func TestScopes(t *testing.T) {
	require.Empty(t, Scopes(&graph.Agency{ID: "x"}, nil), "an agency without a kind may do nothing")
	for _, c := range []struct{ agency, credential, want []graph.Scope }{
		{nil, []graph.Scope{graph.ChecksMake, graph.RunsWrite}, []graph.Scope{graph.ChecksMake}},
		{[]graph.Scope{graph.RingsRead}, []graph.Scope{graph.ChecksMake}, nil},
		{[]graph.Scope{"of some later version"}, nil, nil},
	} {
		require.Equal(t, c.want, Scopes(&graph.Agency{ID: "x", Kind: graph.Police, Scopes: c.agency}, c.credential))
	}
	for scope, kinds := range rights {
		require.Contains(t, graph.Scopes, scope)
		require.NotEmpty(t, kinds)
	}
	for route, scope := range RouteScopes() {
		require.Contains(t, rights, scope, route)
		require.False(t, Public(route), route)
	}
}

// A caller that may see some rings only learns nothing of the others.
func TestVisibleRings(t *testing.T) {
	rings := []graph.Ring{{ID: "ring-a", Regions: []string{"KA"}}, {ID: "ring-b", Regions: []string{"MH"}}}
	filter := NewRingFilter(rings)
	all := filter.For(&Caller{})
	some := filter.For(&Caller{Agency: graph.Agency{Regions: []string{"KA", "TN"}}})
	_, found := some.Find("ring-b")
	require.False(t, found)
	i, found := all.Find("ring-b")
	require.True(t, found)
	require.Equal(t, 1, i)
	require.Equal(t, []string{"ring-a"}, some.RingIDs([]string{"ring-a", "ring-b", "ring-old"}))
	require.Equal(t, []string{"ring-a", "ring-b", "ring-old"}, all.RingIDs([]string{"ring-a", "ring-b", "ring-old"}))
	require.Equal(t, "it merged into another ring", some.Redact("it merged into ring-b", "ring-b"))
	require.Equal(t, "it merged into ring-b", all.Redact("it merged into ring-b", "ring-b"))
}
