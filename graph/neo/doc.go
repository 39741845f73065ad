// Package neo keeps the graph in Neo4j. It owns the driver and every statement of
// the project: each is a file under cypher/ with its purpose on top, so that an
// analyst can paste it into Neo4j Browser. The driver's errors never leave the
// package; what can be retried is retried here, and the rest becomes an error
// category of package graph.
package neo
