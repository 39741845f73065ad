package main

import "syscall"

// dieWithTests makes the kernel kill a process when the test binary ends, however it ends.
func dieWithTests() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
