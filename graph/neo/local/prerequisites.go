package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/sirupsen/logrus"
)

const (
	// minJava is the oldest Java that Neo4j 5.26 runs on.
	minJava = 17
	// javaPackage and mavenPackage are their names in Debian and Ubuntu.
	javaPackage  = "default-jre-headless"
	mavenPackage = "maven"
	// cancelGrace is how long a tool may take to end once cancelled: apt that is killed leaves its
	// database half written.
	cancelGrace = 30 * time.Second
)

var javaVersionPattern = regexp.MustCompile(`version "(\d+)(?:\.(\d+))?`)

// findJava returns the path of a Java of at least minJava.
func findJava(ctx context.Context) (string, error) {
	path, err := exec.LookPath("java")
	if err != nil {
		return "", fmt.Errorf("java %d or newer is needed and there is none on the path", minJava)
	}
	// It prints to stderr.
	output, err := exec.CommandContext(ctx, path, "-version").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("java -version: %w", err)
	}
	version, err := parseJavaVersion(string(output))
	if err != nil {
		return "", err
	}
	if version < minJava {
		return "", fmt.Errorf("java %d or newer is needed and %s is %d", minJava, path, version)
	}
	return path, nil
}

// parseJavaVersion returns the major version. Up to 8 it is the second number, as in 1.8.
func parseJavaVersion(output string) (int, error) {
	match := javaVersionPattern.FindStringSubmatch(output)
	if match == nil {
		return 0, fmt.Errorf("no version in the output of java -version: %.200q", output)
	}
	digits := match[1]
	if digits == "1" && match[2] != "" {
		digits = match[2]
	}
	version, err := strconv.Atoi(digits)
	if err != nil {
		return 0, fmt.Errorf("the version of java: %w", err)
	}
	return version, nil
}

// findMaven returns the path of Maven.
func findMaven() (string, error) {
	path, err := exec.LookPath("mvn")
	if err != nil {
		return "", errors.New("maven (mvn) is needed to fetch Neo4j, but it is not on the PATH")
	}
	return path, nil
}

// install installs packages by apt-get where that needs no password. Otherwise it returns why with
// the line to type.
func install(ctx context.Context, log logrus.FieldLogger, why error, packages ...string) error {
	list := strings.Join(packages, " ")
	var prefix []string
	apt, err := exec.LookPath("apt-get")
	if err != nil {
		return fmt.Errorf("%w: install the packages that your system calls %s", why, list)
	}
	if os.Geteuid() != 0 {
		if exec.CommandContext(ctx, "sudo", "-n", "true").Run() != nil {
			return fmt.Errorf("%w: type `sudo apt-get update && sudo apt-get install -y --no-install-recommends %s`", why, list)
		}
		prefix = []string{"sudo", "-n"}
	}
	prefix = append(prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt)
	log.WithError(why).Infof("installing %s, this takes a minute", list)
	for _, args := range [][]string{
		{"update"},
		append([]string{"install", "-y", "--no-install-recommends"}, packages...),
	} {
		log.Infof("apt-get %s", strings.Join(args, " "))
		if err := runTool(ctx, append(append([]string{}, prefix...), args...)...); err != nil {
			return fmt.Errorf("%w: %w", why, err)
		}
	}
	return nil
}

// runTool runs a program to its end. The error quotes the end of its output.
func runTool(ctx context.Context, line ...string) error {
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = cancelGrace
	output, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		err = errors.Join(ctx.Err(), err)
	}
	text := strings.TrimSpace(string(output))
	return fmt.Errorf("%s: %w; the end of its output:\n%s", strings.Join(line, " "), err, text[max(0, len(text)-2000):])
}
