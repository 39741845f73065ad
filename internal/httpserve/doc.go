// Package httpserve runs an HTTP server with bounds on every connection and an orderly stop. It
// follows the contract of package startstop.
package httpserve
