// Package evaluation compares rings with what agencies said about them, and prints comparisons for
// people.
package evaluation
