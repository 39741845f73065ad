// Package gen is what oapi-codegen makes of openapi.yaml: the routes, their
// parameters and the answers' shapes. Change openapi.yaml, then go generate.
package gen

//go:generate go tool oapi-codegen -config config.yaml -o server.gen.go ../openapi.yaml
