// Package demo loads a synthetic world of fraud through the API, as an agency would, and has its
// rings found.
package demo
