# smartgate: the console of a smart border gate. `make run` and `make test` do all their own set-up.
.DEFAULT_GOAL := help
.PHONY: help setup build run test lint bench prove docs clean

# One build at a time: two would fight for the cores and for SwiftPM's lock.
.NOTPARALLEL:

SWIFT ?= swift
ARGS ?=
# All tests at once would starve those that wait: a time limit runs while a test queues for a thread.
WIDTH ?= --experimental-maximum-parallelization-width 3

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## install the missing Debian packages (packages.txt)
	@scripts/install-packages packages.txt

build: setup ## build the release program
	$(SWIFT) build -c release --product smartgate

run: build ## start the console on the sample gate, with simulated devices (ARGS="--lang en")
	.build/release/smartgate run $(ARGS)

test: setup ## run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build $(WIDTH)

lint: ## check the format of every source file, and that no page is stale
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks
	@scripts/check-house

bench: setup ## measure every budget beside its peer and print the table
	Benchmarks/run

prove: setup ## the long proofs: 1,000 kills of each kind, a terminal that stalls for 30 s
	$(SWIFT) build --build-tests
	SMARTGATE_KILLS=1000 SMARTGATE_STALL_SECONDS=30 SMARTGATE_FUZZ=1000000 $(SWIFT) test --skip-build $(WIDTH) --filter 'Kill|Durability|Stall|Fuzz'

docs: build ## make docs/keys.md from the table of keys
	.build/release/smartgate keys > docs/keys.md

clean: ## remove what was built
	rm -rf .build Benchmarks/.build
