package local

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// process is one run of the Java program.
type process struct {
	pid  int
	os   *os.Process
	done chan struct{}
	// err is the result of Wait. Read it only after done is closed.
	err error
}

// command is the Java command line of the server.
func command(t tools, o Options, archiveTo string, log, lock *os.File) *exec.Cmd {
	initial := min(o.HeapMB, minHeapMB)
	cmd := exec.Command(t.java, append(classFlags(t.lib, archiveTo),
		"-Xms"+strconv.Itoa(initial)+"m",
		"-Xmx"+strconv.Itoa(o.HeapMB)+"m",
		"-XX:+UseG1GC",
		// The heap is read in no order: large pages save walks of page tables. Where the kernel has
		// none, nothing changes.
		"-XX:+UseTransparentHugePages",
		// A server that is short of memory is slow. One that ends is restarted.
		"-XX:+ExitOnOutOfMemoryError",
		"-Dfile.encoding=UTF-8",
		"-Dio.netty.tryReflectionSetAccessible=true",
		"--add-opens=java.base/java.nio=ALL-UNNAMED",
		"--add-opens=java.base/java.io=ALL-UNNAMED",
		"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
		"--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
		"-cp", filepath.Join(t.lib, "*"),
		"org.neo4j.server.CommunityEntryPoint",
		"--home-dir="+o.Dir,
		"--config-dir="+filepath.Join(o.Dir, "conf"),
		// It prints to our log too: runLog reads it there.
		"--console-mode",
	)...)
	cmd.Dir = o.Dir
	cmd.Stdout, cmd.Stderr = log, log
	// The child shares the lock of the folder: if our process is killed, the folder stays locked
	// until Neo4j has closed too.
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		// The kernel signals it when our process ends, in whatever way.
		Pdeathsig: syscall.SIGTERM,
		// Ctrl-C in a terminal is for our process alone. Stop stops Neo4j.
		Setpgid: true,
	}
	return cmd
}

// startProcess runs the command on a goroutine that holds its thread until the child ends and then
// closes done. The kernel sends Pdeathsig when the thread that made the child ends, not the
// process.
func startProcess(cmd *exec.Cmd) (*process, error) {
	p := &process{done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		defer close(p.done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		p.pid, p.os = cmd.Process.Pid, cmd.Process
		started <- nil
		p.err = cmd.Wait()
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting java for Neo4j: %w", err)
	}
	return p, nil
}

// end tells the process to close, kills it after grace or when hurry is closed, and returns when it
// has ended.
func (p *process) end(hurry <-chan struct{}, grace time.Duration) {
	// An error here means that it has ended, and then done is closed.
	_ = p.os.Signal(syscall.SIGTERM)
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-p.done:
		return
	case <-hurry:
	case <-timer.C:
	}
	_ = p.os.Kill()
	<-p.done
}

// reason returns why the process ended. Call it only after done is closed.
func (p *process) reason() error {
	if p.err != nil {
		return p.err
	}
	return errors.New("exit status 0")
}
