package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A class archive holds the classes that a Neo4j loads at its start, already parsed: Java maps it
// into memory (application class-data sharing). A start then takes two thirds of the time. Java
// ignores an archive that does not fit, such as one of another Java or of other jars.

// classArchive returns the path of the archive of the jars in lib.
func classArchive(lib string) string { return filepath.Join(filepath.Dir(lib), "classes.jsa") }

// classFlags returns the Java flags to use the archive. If there is none and archiveTo is not
// empty, Java writes one to archiveTo when it ends.
func classFlags(lib, archiveTo string) []string {
	archive := classArchive(lib)
	if _, err := os.Stat(archive); err == nil {
		return []string{"-XX:SharedArchiveFile=" + archive}
	}
	if archiveTo != "" {
		return []string{"-XX:ArchiveClassesAtExit=" + archiveTo}
	}
	return nil
}

// archiveTo returns where Java writes a class archive when this server ends; empty if it does not.
func (s *Server) archiveTo() string {
	if !s.options.ArchiveClasses {
		return ""
	}
	return fmt.Sprintf("%s.%d", classArchive(s.tools.lib), os.Getpid())
}

// saveClasses gives the archive that Java wrote its name, so that the next start uses it. A Java
// that was killed has written none.
func (s *Server) saveClasses() error {
	written := s.archiveTo()
	if written == "" {
		return nil
	}
	if err := os.Rename(written, classArchive(s.tools.lib)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("saving Neo4j's class archive: %w", err)
	}
	return nil
}
