// Package api is Ringwatch over HTTP. openapi.yaml is the contract: the routes and
// the shapes of answers are generated from it, and requests are checked against it.
//
// Handlers are thin: bind, call a port of package graph, answer. Who may do and see
// what is decided in access.go, what an error looks like to a client in problem.go.
//
// Nothing that a client sends is repeated in an error or a log line: it may be the
// raw identifier that must not be stored, logged or answered.
package api
