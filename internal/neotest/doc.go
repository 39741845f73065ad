// Package neotest gives the tests of a package a real Neo4j.
//
// A package that wants it has this in one of its test files:
//
//	func TestMain(m *testing.M) { os.Exit(neotest.Main(m)) }
//
// and calls neotest.Server(t) where it needs the server. All tests of the package share one server,
// and neotest.Wipe(t) lets each begin with an empty graph. neotest.Own(t) is another one, for tests
// that stop or damage it.
//
// The server comes from a pool of servers (package pool) if there is one: `make test` starts it
// with the command in the folder servers, so that packages do not each wait for a server of their
// own to start. Without a pool, as with a plain `go test ./graph/neo`, the first call starts a
// server for the package.
//
// With -short a test that calls Server is skipped: that is what `make test-unit` runs.
package neotest
