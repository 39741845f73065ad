// Package client is a typed client of Ringwatch's API. Everything except WithKey is generated from
// openapi.yaml: change that, then run go generate.
//
//	c, err := client.NewClientWithResponses("https://ringwatch.example", client.WithKey(key))
//	response, err := c.CheckTokensWithResponse(ctx, client.CheckRequest{Tokens: tokens})
//
// A response has the body as the field of its status, such as JSON200. Errors have a Problem, whose
// Type is one of the constants ProblemRateLimited and so on.
package client

//go:generate go tool oapi-codegen -config config.yaml -o client.gen.go ../openapi.yaml
