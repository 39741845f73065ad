// Package spec is the contract in openapi.yaml at work: it validates the parameters of requests and
// renders the documentation page.
package spec
