// Package scrub keeps raw identifiers and keys from lingering in the memory of a process.
//
// An agency that sends a raw identifier by mistake is refused, but what was read of it stays in the
// process's memory until something else is written there: buffers, headers, and strings cut from
// them. So the platform runs with freed memory overwritten (OverwriteFreed), and collects the
// garbage of requests soon after them (Collector). A memory dump then shows the requests of the
// last seconds. Of older ones it may show a request line, or a short text on an unused stack.
package scrub
