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
	// err is what Wait returned; read it after done only.
	err error
}

// command is the Java command line of the server.
func command(t tools, o Options, log, lock *os.File) *exec.Cmd {
	initial := min(o.HeapMB, minHeapMB)
	cmd := exec.Command(t.java,
		"-Xms"+strconv.Itoa(initial)+"m",
		"-Xmx"+strconv.Itoa(o.HeapMB)+"m",
		"-XX:+UseG1GC",
		// Its heap is read all over the place: fewer walks of page tables. Where the kernel has no
		// large pages to give, nothing changes.
		"-XX:+UseTransparentHugePages",
		// A server short of memory limps; dead, it is restarted.
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
		// What it says goes to our log too: runLog reads it there.
		"--console-mode",
	)
	cmd.Dir = o.Dir
	cmd.Stdout, cmd.Stderr = log, log
	// The child shares the lock of the folder: after a kill -9 of ours the folder
	// stays taken until Neo4j has closed too.
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		// The kernel tells it when we die, however we die.
		Pdeathsig: syscall.SIGTERM,
		// Ctrl-C in a terminal is for us; Neo4j is stopped by Stop.
		Setpgid: true,
	}
	return cmd
}

// startProcess runs the command. Its goroutine keeps the thread that made the
// child for the child's whole life, since the kernel sends Pdeathsig when that
// thread ends, not the process. It ends with the child: done is closed.
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
		return nil, fmt.Errorf("starting java for neo4j: %w", err)
	}
	return p, nil
}

// end asks the process to close, kills it after grace or when hurry is closed,
// and returns when it is gone.
func (p *process) end(hurry <-chan struct{}, grace time.Duration) {
	// An error here means that it is gone already, which done tells anyway.
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

// reason is why the process ended; call it after done only.
func (p *process) reason() error {
	if p.err != nil {
		return p.err
	}
	return errors.New("exit status 0")
}
