.DEFAULT_GOAL := help

# Gin would bring in a reader of MessagePack, which nobody sends here and which takes a third of the
# time that building everything takes.
export GOFLAGS += -tags=nomsgpack

.PHONY: help demo build test fuzz bench schemathesis
help: ## What can be made here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 24

# Never on a Neo4j that the environment names: it may hold real reports. When the build
# fails, or Ctrl-C ends it, the fetch beside it ends too.
demo: ## The whole platform here on a synthetic world, until Ctrl-C
	@echo "fetching Neo4j and building, a minute or two the first time"
	@go build -o bin/fetch ./graph/neo/local/fetch
	@bin/fetch & fetch=$$!; trap 'kill $$fetch 2>/dev/null; wait $$fetch' EXIT INT TERM; \
	go build -ldflags=-w -o bin/ringwatch ./cmd/ringwatch && wait $$fetch && exec env -u NEO4J_URI bin/ringwatch up --demo 6000

build: ## The binary, as bin/ringwatch
	go build -o bin/ringwatch ./cmd/ringwatch

test: ## Vet, staticcheck and every test, on a real Neo4j of their own
	go vet ./...
	go tool staticcheck ./...
	go test -race -timeout 30m ./...

# Two fifths of the CPU that the tests' Neo4j servers use goes into compiling Java for a peak
# speed that they never live to reach.
test: export JAVA_TOOL_OPTIONS = -XX:TieredStopAtLevel=1

fuzz: ## Half a minute of fuzzing for each fuzz target
	go test -run '^$$' -fuzz FuzzParse -fuzztime 30s ./internal/record
	go test -run '^$$' -fuzz FuzzElements -fuzztime 30s ./internal/record
	go test -run '^$$' -fuzz FuzzNormalise -fuzztime 30s ./tokens
	go test -run '^$$' -fuzz FuzzKey_FullEvaluation -fuzztime 30s ./tokens
	go test -run '^$$' -fuzz FuzzIsNormalE164 -fuzztime 30s ./tokens
	go test -run '^$$' -fuzz FuzzParseBlindedElements -fuzztime 30s ./tokens
	go test -run '^$$' -fuzz FuzzToken_Valid -fuzztime 30s ./graph
	go test -run '^$$' -fuzz FuzzDetect -fuzztime 30s ./analysis/rings
	go test -run '^$$' -fuzz FuzzPlainTokens -fuzztime 30s ./api
	go test -run '^$$' -fuzz FuzzLoadEdges -fuzztime 30s ./cmd/ringwatch

bench: ## How fast records go in and the graph comes out, how fast communities are found, how right rings are
	bench/ingest.sh
	bench/communities.sh
	bench/rings.sh
	bench/runs.sh
	bench/checks.sh
	bench/tokens.sh

schemathesis: ## Schemathesis with all its checks against a platform on synthetic data
	bench/schemathesis.sh
