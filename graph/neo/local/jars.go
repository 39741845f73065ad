package local

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/ringwatch/ringwatch/internal/files"
)

// version of Neo4j; pom.xml names it too.
const version = "5.26.20"

// listName is the file next to the jars that lists them with their sizes.
const listName = "COMPLETE"

//go:embed pom.xml
var pom []byte

// tools are the java program and the folder of the jars.
type tools struct{ java, lib string }

// Prepare fetches what is missing to run Neo4j here: Java, Maven, the jars. Start does it by
// itself; an image build or a CI step may do it ahead.
func Prepare(ctx context.Context, log logrus.FieldLogger) error {
	_, err := prepare(ctx, log)
	return err
}

func prepare(ctx context.Context, log logrus.FieldLogger) (found tools, err error) {
	cache, err := cacheDir()
	if err != nil {
		return tools{}, err
	}
	// One process at a time installs and copies. The others then find the result.
	lock, err := waitLock(ctx, filepath.Join(cache, "lock"))
	if err != nil {
		return tools{}, err
	}
	defer func() { err = errors.Join(err, unlock(lock)) }()
	lib := filepath.Join(cache, "lib")
	missing := complete(lib)
	java, maven, err := findTools(ctx, log, missing != nil)
	if err != nil {
		return tools{}, err
	}
	if missing != nil {
		log.WithField("folder", lib).Infof("fetching Neo4j %s by maven: 127 MB, a minute the first time (%v)", version, missing)
		started := time.Now()
		if err := copyJars(ctx, maven, cache, lib); err != nil {
			return tools{}, err
		}
		if err := os.Remove(classArchive(lib)); err != nil && !errors.Is(err, fs.ErrNotExist) { // of other jars
			return tools{}, fmt.Errorf("removing the class archive of the jars before: %w", err)
		}
		log.WithField("took", time.Since(started).Round(time.Second).String()).Info("Neo4j is fetched")
	}
	return tools{java: java, lib: lib}, nil
}

// findTools finds Java, and Maven if it is needed. It installs what is missing.
func findTools(ctx context.Context, log logrus.FieldLogger, needMaven bool) (java, maven string, err error) {
	find := func() (err, javaErr, mavenErr error) {
		java, javaErr = findJava(ctx)
		if needMaven {
			maven, mavenErr = findMaven()
		}
		return errors.Join(javaErr, mavenErr), javaErr, mavenErr
	}
	why, javaErr, mavenErr := find()
	if why == nil {
		return java, maven, nil
	}
	var packages []string
	if javaErr != nil {
		packages = append(packages, javaPackage)
	}
	if mavenErr != nil {
		packages = append(packages, mavenPackage)
	}
	if err := install(ctx, log, why, packages...); err != nil {
		return "", "", err
	}
	if err, _, _ := find(); err != nil {
		return "", "", fmt.Errorf("after installing %s: %w", strings.Join(packages, " "), err)
	}
	return java, maven, nil
}

// cacheDir returns the folder of the jars, which all servers of this user share.
func cacheDir() (string, error) {
	base, err := os.UserCacheDir()
	name := "ringwatch"
	if err != nil {
		// There is no HOME in some containers and services. Other users can write to the temporary
		// folder, so our part of it must be ours alone: its jars are run.
		base, name = os.TempDir(), "ringwatch-"+strconv.Itoa(os.Getuid())
	}
	root := filepath.Join(base, name)
	dir := filepath.Join(root, "neo4j-"+version)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making the folder for the jars of Neo4j: %w", err)
	}
	info, err := os.Lstat(root)
	if err != nil {
		return "", fmt.Errorf("checking the folder for the jars of Neo4j: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if ok && base == os.TempDir() && (!info.IsDir() || int(stat.Uid) != os.Getuid() || info.Mode().Perm()&0o022 != 0) {
		return "", fmt.Errorf("%s belongs to another user, or others may write to it: set HOME, or remove it", root)
	}
	return dir, nil
}

// copyJars lets Maven fill a folder next to lib, which then takes lib's place: an interrupted copy
// is never used.
func copyJars(ctx context.Context, maven, cache, lib string) (err error) {
	// What an interrupted copy left. We hold the lock, so no other process is writing it.
	leftovers, err := filepath.Glob(filepath.Join(cache, "copy-*"))
	if err != nil {
		return fmt.Errorf("looking for interrupted copies: %w", err)
	}
	for _, dir := range append(leftovers, lib) {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("removing an incomplete copy of Neo4j: %w", err)
		}
	}
	temp, err := os.MkdirTemp(cache, "copy-")
	if err != nil {
		return fmt.Errorf("making a folder for the jars of Neo4j: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	pomPath, jars := filepath.Join(temp, "pom.xml"), filepath.Join(temp, "lib")
	if err := os.WriteFile(pomPath, pom, 0o600); err != nil {
		return fmt.Errorf("writing the pom: %w", err)
	}
	if err := runTool(ctx, maven, "-B", "-q", "-f", pomPath, "dependency:copy-dependencies", "-DoutputDirectory="+jars); err != nil {
		return fmt.Errorf("fetching Neo4j (check the network and maven's settings.xml): %w", err)
	}
	if err := writeList(jars); err != nil {
		return err
	}
	if err := os.Rename(jars, lib); err != nil {
		return fmt.Errorf("putting the jars of Neo4j in place: %w", err)
	}
	return complete(lib)
}

// writeList writes the name and size of each jar to a file.
func writeList(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("listing the jars of Neo4j: %w", err)
	}
	var list bytes.Buffer
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return fmt.Errorf("listing the jars of Neo4j: %w", err)
		}
		fmt.Fprintf(&list, "%d %s\n", info.Size(), entry.Name())
	}
	if err := files.WriteSecret(filepath.Join(dir, listName), list.Bytes()); err != nil {
		return fmt.Errorf("listing the jars of Neo4j: %w", err)
	}
	return nil
}

// complete returns an error that names what is missing in a folder of jars. Cleaners of temporary
// and cache folders delete single files.
func complete(dir string) error {
	list, err := os.ReadFile(filepath.Join(dir, listName))
	if err != nil {
		return errors.New("no complete copy yet")
	}
	found := false
	lines := bufio.NewScanner(bytes.NewReader(list))
	for lines.Scan() {
		size, name, _ := strings.Cut(lines.Text(), " ")
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || strconv.FormatInt(info.Size(), 10) != size {
			return fmt.Errorf("%s is missing or cut short", name)
		}
		found = found || name == "neo4j-"+version+".jar"
	}
	if !found {
		return fmt.Errorf("neo4j-%s.jar is not among the jars", version)
	}
	return lines.Err()
}
