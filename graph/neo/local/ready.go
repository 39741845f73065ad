package local

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

const (
	// readyWithin is far above the 7 s that a start takes on two cores: recovery of a store, or a
	// machine under load, takes longer.
	readyWithin = 3 * time.Minute
	firstPoll   = 100 * time.Millisecond
	lastPoll    = time.Second
	tryWithin   = 10 * time.Second
	// refusalLimit is after how many refusals, of our password and the initial one in turn, neither
	// is taken to be right.
	refusalLimit = 6
)

// awaitReady returns when Neo4j answers a query made with our password. It sets the password first
// where Neo4j still has the initial one. It returns early if the process ends.
//
// It connects only after the process logged that it listens. Until then another server may hold the
// port, and would receive our password.
func awaitReady(ctx context.Context, p *process, log *runLog, uri, password string, created bool) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	// A new server is tried with the initial password first: after wrong ones it refuses all for
	// some seconds.
	initial, refusals := created, 0
	listening := false
	for pause := firstPoll; ; pause = min(2*pause, lastPoll) {
		var err error
		if listening = listening || log.started(); listening {
			if initial {
				err = setPassword(ctx, uri, password)
			} else {
				err = greet(ctx, uri, password)
			}
		}
		switch {
		case !listening:
		case err == nil && !initial:
			return nil
		case err == nil:
			initial = false
			continue
		case refused(err):
			// Either a crash happened between writing the file and setting the password, or it is
			// set.
			initial = !initial
			if refusals++; refusals == refusalLimit {
				return fmt.Errorf("Neo4j refuses the password in its folder: put the right one into the file named password: %w", err)
			}
		}
		timer := time.NewTimer(pause)
		select {
		case <-p.done:
			timer.Stop()
			return fmt.Errorf("Neo4j ended before it answered: %w", p.reason())
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("Neo4j did not answer in time: %w", errors.Join(ctx.Err(), err))
		case <-timer.C:
		}
	}
}

// greet runs a query on the default database.
func greet(ctx context.Context, uri, password string) error {
	return run(ctx, uri, password, "neo4j", "RETURN 1", nil)
}

// setPassword changes the initial password.
func setPassword(ctx context.Context, uri, password string) error {
	return run(ctx, uri, initialPassword, "system",
		"ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
		map[string]any{"old": initialPassword, "new": password})
}

// run runs one statement over a connection of its own.
func run(ctx context.Context, uri, password, database, statement string, params map[string]any) (err error) {
	ctx, cancel := context.WithTimeout(ctx, tryWithin)
	defer cancel()
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.BasicAuth(user, password, ""), func(c *config.Config) {
		c.SocketConnectTimeout = tryWithin / 2
	})
	if err != nil {
		return fmt.Errorf("connecting to Neo4j: %w", err)
	}
	defer func() { err = errors.Join(err, driver.Close(ctx)) }()
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: database})
	defer func() { err = errors.Join(err, session.Close(ctx)) }()
	result, err := session.Run(ctx, statement, params)
	if err != nil {
		return fmt.Errorf("querying Neo4j: %w", err)
	}
	if _, err := result.Consume(ctx); err != nil {
		return fmt.Errorf("querying Neo4j: %w", err)
	}
	return nil
}

// refused reports whether an error means a wrong password, and not a server that isn't up yet.
func refused(err error) bool {
	var answer *neo4j.Neo4jError
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.Code {
	case "Neo.ClientError.Security.Unauthorized", "Neo.ClientError.Security.CredentialsExpired":
		return true
	}
	return false
}
