# The doors of the project. `make demo` and `make test` need Go and nothing else.
SHELL := /bin/sh
TOOLS := .bin

.PHONY: demo test lint bench build fmt testdb

demo: ## plays a day of the shop and keeps serving
	go run ./cmd/uketsuke demo

# The tools are built and then run, not `go run`: so an interrupt reaches them
# and the database of the tests is taken away.
test: ## every test, with the race detector, on SQLite and PostgreSQL
	@go build -buildvcs=false -o $(TOOLS)/maketest ./internal/tools/maketest
	@exec $(TOOLS)/maketest

testdb: ## the tests' PostgreSQL alone, for `go test` by hand
	@go build -buildvcs=false -o $(TOOLS)/maketest ./internal/tools/maketest
	@exec $(TOOLS)/maketest -db

lint: ## format, vet, linters, migration numbers, known vulnerabilities
	@go build -buildvcs=false -o $(TOOLS)/makelint ./internal/tools/makelint
	@exec $(TOOLS)/makelint

# A large shop is measured by `uketsuke bench` instead: docs/bench.md.
bench: ## the packages' own benchmarks, a tenth of a second each
	go test -run '^$$' -bench . -benchmem -benchtime 100ms $$(grep -rl --include='*_test.go' '^func Benchmark' internal | xargs -n1 dirname | sort -u | sed 's|^|./|')

build: ## one static binary: ./uketsuke
	CGO_ENABLED=0 go build -trimpath -o uketsuke ./cmd/uketsuke

fmt:
	gofmt -w .
