// Package graphtest is the contract of package graph's ports as tests. Every implementation runs
// the same suite:
//
//	func TestContract(t *testing.T) {
//		graphtest.Test(t, func(t *testing.T) *graphtest.Ports { … })
//	}
package graphtest
