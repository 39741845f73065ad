// Package api serves Ringwatch over HTTP. openapi.yaml is the contract: routes and types are
// generated from it (package gen), and requests are validated against it (package spec).
//
// Handlers are thin: they bind the request, call a port of package graph or read the published
// rings in memory (package check), and respond. Package access decides who may do and see what;
// problem.go decides what a client sees of an error.
//
// Errors and log lines never repeat what a client sent: it may be a raw identifier, which must not
// be stored, logged or sent back.
package api
