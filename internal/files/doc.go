// Package files reads and writes the files of commands: inputs whose reading ends with a context,
// outputs that appear whole or not at all, secrets that only their owner may read, and locks.
package files
