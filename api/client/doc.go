// Package client asks Ringwatch over HTTP. All but WithKey is what oapi-codegen makes of
// openapi.yaml: change that, then go generate.
//
//	c, err := client.NewClientWithResponses("https://ringwatch.example", client.WithKey(key))
//	answer, err := c.CheckTokensWithResponse(ctx, client.CheckRequest{Tokens: tokens})
package client

//go:generate go tool oapi-codegen -config config.yaml -o client.gen.go ../openapi.yaml
