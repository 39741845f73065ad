// Package gen is generated from openapi.yaml: the routes, their parameters and the types of bodies.
// Change openapi.yaml, then run go generate.
package gen

//go:generate go tool oapi-codegen -config config.yaml -o server.gen.go ../openapi.yaml
