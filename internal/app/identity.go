package app

import (
	"fmt"
	"os"
	"os/user"
)

// ProcessName returns the name of this process in the record of runs and as the holder of a lease:
// host/pid.
func ProcessName() string { return fmt.Sprintf("%s/%d", hostname(), os.Getpid()) }

// Operator returns the actor of a command in the audit log: the user and the host.
func Operator() string {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return "command " + name + "@" + hostname()
}

func hostname() string {
	host, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return host
}
