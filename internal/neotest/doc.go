// Package neotest gives the tests of a package a real Neo4j of their own.
//
// A package that wants it has this in one of its test files:
//
//	func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }
//
// and asks for neotest.Server(t) where it needs the server. The first to ask
// starts it, so that a run of unit tests alone doesn't pay; all tests of the
// package share it, and neotest.Wipe(t) lets each begin from empty.
package neotest
