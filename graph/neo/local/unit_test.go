package local

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ringwatch/ringwatch/internal/startstop"
)

func TestParseJavaVersion(t *testing.T) {
	for output, want := range map[string]int{
		`openjdk version "17.0.15" 2025-04-15`:                  17,
		`java version "1.8.0_202"`:                              8,
		`openjdk version "21" 2023-09-19`:                       21,
		`openjdk version "22-ea" 2024-03-19`:                    22,
		"Picked up _OPTIONS: -Xx\nopenjdk version \"11.0.2\"\n": 11,
	} {
		got, err := parseJavaVersion(output)
		require.NoError(t, err)
		require.Equal(t, want, got, output)
	}
	_, err := parseJavaVersion("no such thing")
	require.Error(t, err)
}

func TestOptions_Validate(t *testing.T) {
	for field, options := range map[string]Options{
		"Dir":      {},
		"HeapMB":   {Dir: "x", HeapMB: 1},
		"BoltPort": {Dir: "x", BoltPort: 70000},
		"HTTPPort": {Dir: "x", BoltPort: 7000, HTTPPort: 7000},
	} {
		require.ErrorContains(t, options.validate(), field)
	}
	options := Options{Dir: "x"}
	require.NoError(t, options.validate())
	require.Equal(t, defaultHeapMB, options.HeapMB)
	require.True(t, filepath.IsAbs(options.Dir))
}

func TestLoadPassword(t *testing.T) {
	dir := t.TempDir()
	first, created, err := loadPassword(dir)
	require.NoError(t, err)
	require.True(t, created)
	second, created, err := loadPassword(dir)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, first, second)
}

func TestComplete(t *testing.T) {
	dir := t.TempDir()
	jar := filepath.Join(dir, "neo4j-"+version+".jar")
	require.NoError(t, os.WriteFile(jar, []byte("jar"), 0o600))
	require.Error(t, complete(dir), "no list: an interrupted copy")
	require.NoError(t, writeList(dir))
	require.NoError(t, complete(dir))
	require.NoError(t, os.WriteFile(jar, []byte("ja"), 0o600))
	require.ErrorContains(t, complete(dir), "cut short")
}

func TestDeathCount(t *testing.T) {
	var deaths deathCount
	now := time.Unix(0, 0)
	require.Equal(t, 1, deaths.add(now))
	require.Equal(t, 2, deaths.add(now.Add(deathWindow/2)))
	require.Equal(t, 2, deaths.add(now.Add(deathWindow)), "the first has left the window")
}

func TestRunLog_Explain(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, makeHome(dir))
	before, err := openLog(dir)
	require.NoError(t, err)
	_, err = before.file.WriteString("Address already in use, in a former run\n")
	require.NoError(t, err)
	require.NoError(t, before.close())
	log, err := openLog(dir)
	require.NoError(t, err)
	_, err = log.file.WriteString("no such setting\n")
	require.NoError(t, err)
	require.NoError(t, log.close())
	cause := errors.New("ended")
	got := log.explain(cause)
	require.ErrorIs(t, got, cause)
	require.ErrorContains(t, got, "no such setting")
	require.NotErrorIs(t, got, errPortTaken)
}

func TestRunLog_Started(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, makeHome(dir))
	for range 2 { // a former run's word counts for nothing
		log, err := openLog(dir)
		require.NoError(t, err)
		require.False(t, log.started())
		_, err = log.file.WriteString("2026-01-01 INFO  Started.\n")
		require.NoError(t, err)
		require.True(t, log.started())
		require.NoError(t, log.close())
	}
}

// A server that never started can be stopped, twice, and then never starts.
func TestServer_StopBeforeStart(t *testing.T) {
	s, err := New(Options{Dir: t.TempDir()})
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, s.Stop(t.Context()))
	}
	<-s.Done()
	require.ErrorIs(t, s.Start(t.Context()), startstop.ErrStarted)
}

// A start that fails leaves nothing that has to be stopped.
func TestServer_StartFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	s, err := New(Options{Dir: file})
	require.NoError(t, err)
	require.Error(t, s.Start(t.Context()), "its folder is a file")
	<-s.Done()
	require.NoError(t, s.Stop(t.Context()))
	require.ErrorIs(t, s.Start(t.Context()), startstop.ErrStarted)
}
