.DEFAULT_GOAL := help

# Without this tag gin pulls in a MessagePack decoder. Nobody sends MessagePack here, and it takes a
# third of the time of a full build.
export GOFLAGS += -tags=nomsgpack

.PHONY: help demo build lint test test-unit fuzz bench bench-smoke schemathesis
help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

# The demo never uses a Neo4j that the environment names: it may hold real reports. The download ends
# too when the build fails or Ctrl-C ends it.
demo: ## Run the whole platform on a synthetic world, until Ctrl-C
	@echo "downloading Neo4j and building: a minute or two the first time"
	@go build -o bin/fetch ./graph/neo/local/fetch
	@bin/fetch & fetch=$$!; trap 'kill $$fetch 2>/dev/null; wait $$fetch' EXIT INT TERM; \
	go build -ldflags=-w -o bin/ringwatch ./cmd/ringwatch && wait $$fetch && exec env -u NEO4J_URI bin/ringwatch up --demo 6000

build: ## Build bin/ringwatch
	go build -o bin/ringwatch ./cmd/ringwatch

# Generated code follows its generator's style, so the formatters and godot leave it out.
generated = /(gen|client)/.*\.gen\.go$$

lint: ## Vet, staticcheck, errorlint, gofumpt, godot
	go vet ./...
	go tool staticcheck ./...
	go tool go-errorlint -comparison=false ./...
	@unformatted=$$(git ls-files '*.go' | grep -vE '$(generated)' | xargs go tool gofumpt -l); \
	if [ -n "$$unformatted" ]; then echo "run go tool gofumpt -w on:"; echo "$$unformatted"; exit 1; fi
	@git ls-files '*.go' | grep -vE '$(generated)' | xargs go tool godot

# Of the CPU time of the tests' Neo4j servers, two fifths would go into compiling Java for a peak speed
# that they do not live to reach.
test bench-smoke: export JAVA_TOOL_OPTIONS = -XX:TieredStopAtLevel=1

# The packages that take longest start first. Their tests mostly wait for servers that start, stop or
# are killed.
slow = ./cmd/ringwatch ./graph/neo

test: lint ## Lint and run every test, on real Neo4j servers
	go test -run '^TestPanic_InEachParallelSection$$|^TestLeiden_StopsWithContext$$' ./analysis
	go run ./internal/neotest/servers -n 2 go test -race -timeout 30m $(slow) ./...

test-unit: ## Run the tests that need no Neo4j
	go test -short ./...

fuzz: ## Fuzz each target for half a minute
	@grep -rE --include='*_test.go' '^func Fuzz' . | sed -E 's#^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]+).*#\1 \2#' | sort | \
	while read -r package target; do echo "$$package $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime 30s "$$package" || exit 1; done

bench: ## Measure ingest, runs, communities, rings, checks and tokens
	bench/ingest.sh
	bench/communities.sh
	bench/rings.sh
	bench/runs.sh
	bench/checks.sh
	bench/tokens.sh

bench-smoke: ## Run each benchmark once, so that none goes out of date
	go run ./internal/neotest/servers -n 1 go test -run '^$$' -bench . -benchtime 1x ./...

schemathesis: ## Test a running platform against openapi.yaml with Schemathesis
	bench/schemathesis.sh
