package neo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/ringwatch/ringwatch/graph"
)

// mapError turns an error of the driver into one of package graph's, without what the server quotes
// of a statement's values. It returns errors of this project, and the context's, as they are.
func mapError(err error) error {
	var server *neo4j.Neo4jError
	var usage *neo4j.UsageError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &server) && strings.HasPrefix(server.Code, "Neo.ClientError.Security."):
		return fmt.Errorf("%w: Neo4j refused the user or password", graph.ErrUnavailable)
	case errors.As(err, &server) && neo4j.IsRetryable(err):
		return fmt.Errorf("%w: Neo4j answered %s", graph.ErrUnavailable, server.Code)
	case unreachable(err), neo4j.IsRetryable(err):
		return graph.ErrUnavailable
	case errors.As(err, &server):
		return fmt.Errorf("Neo4j answered %s", server.Code)
	case errors.As(err, &usage):
		return errors.New("the Neo4j driver was misused")
	}
	return err
}

// unreachable reports whether the driver could not reach Neo4j.
func unreachable(err error) bool {
	var connectivity *neo4j.ConnectivityError
	var limit *neo4j.TransactionExecutionLimit
	return errors.As(err, &connectivity) || errors.As(err, &limit)
}
