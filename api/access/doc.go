// Package access decides who may do and see what: the rights of each kind of agency, the scope that
// each route needs, the credentials and their callers, and which rings, members and records a
// caller sees. It knows nothing of HTTP. docs/access.md is generated from its tables.
package access
