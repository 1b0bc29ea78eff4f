# smartgate: the console of a smart border gate. `make run` and `make test` do all their own set-up.
.DEFAULT_GOAL := help
.PHONY: help setup build run test lint bench prove watch fuzz docs clean

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
	$(SWIFT) build -c release --product smartgate-image-reader

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
	SMARTGATE_KILLS=1000 SMARTGATE_STALL_SECONDS=30 $(SWIFT) test --skip-build $(WIDTH) --filter 'Kill|Durability|Stall'

# Every access of memory is watched: what breaks the heap is named where it does. About four times as slow.
watch: setup ## run the tests (FILTER="LayoutReload") with memory watched by AddressSanitizer
	$(SWIFT) build --build-tests --sanitize=address --scratch-path .build/watched
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --skip-build --sanitize=address --scratch-path .build/watched $(WIDTH) \
	    $(if $(FILTER),--filter '$(FILTER)')

# The second run is ten times as slow: every access of memory is watched, every branch counted.
FUZZ_INPUTS ?= 10000000
fuzz: setup ## fire ten million inputs at every decoder, and a tenth as many with memory watched and work counted
	$(SWIFT) build -c release --product device-fuzz
	FUZZ_INPUTS=$(FUZZ_INPUTS) .build/release/device-fuzz
	$(SWIFT) build -c release --product device-fuzz --scratch-path .build/watched --sanitize=address \
	    -Xswiftc -sanitize-coverage=edge,trace-pc-guard
	FUZZ_INPUTS=$$(($(FUZZ_INPUTS) / 10)) ASAN_OPTIONS=quarantine_size_mb=16 .build/watched/release/device-fuzz

docs: build ## make docs/keys.md from the table of keys
	.build/release/smartgate keys > docs/keys.md

clean: ## remove what was built
	rm -rf .build Benchmarks/.build
