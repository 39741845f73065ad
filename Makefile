.DEFAULT_GOAL := help

.PHONY: help demo build test fuzz bench
help: ## What can be made here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: ## The whole platform here on a synthetic world, until Ctrl-C
	@echo "fetching Neo4j and building, a minute or two the first time"
	@go build -o bin/fetch ./graph/neo/local/fetch
	@bin/fetch & fetch=$$!; go build -o bin/ringwatch ./cmd/ringwatch && wait $$fetch && exec bin/ringwatch up --demo 6000

build: ## The binary, as bin/ringwatch
	go build -o bin/ringwatch ./cmd/ringwatch

test: ## Vet, staticcheck and every test, on a real Neo4j of their own
	go vet ./...
	go tool staticcheck ./...
	go test -race ./...

fuzz: ## Half a minute of fuzzing for each fuzz target
	go test -run '^$$' -fuzz FuzzParse -fuzztime 30s ./internal/record
	go test -run '^$$' -fuzz FuzzElements -fuzztime 30s ./internal/record
	go test -run '^$$' -fuzz FuzzNormalise -fuzztime 30s ./tokens
	go test -run '^$$' -fuzz FuzzToken_Valid -fuzztime 30s ./graph

bench: ## How fast records go in, the graph comes out and communities are found
	bench/ingest.sh
	bench/communities.sh
