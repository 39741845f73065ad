// Package parallel runs work on several goroutines and hands everything that can happen there to
// the caller: the first error, the end of the context, and a panic.
//
// A panic on a goroutine that nobody recovers on ends the process. A caller can only recover panics
// of its own goroutine. So For and Group.Wait recover a panic of their workers and raise it again
// in the goroutine that called them, as a *Panic that holds the worker's stack.
package parallel
