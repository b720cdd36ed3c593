#!/usr/bin/env bash
# Builds the benchmarks and prints the README's performance table, its targets beside the figures and a mark where one is missed.
# usage: scripts/benchmark.sh [--quick] [--large] [--huge] [--runs N] [--only TEXT]   (what tests/benchmarks/figures.py takes; --large adds growth and 10,000,000 operations, --huge 100,000,000)
#        scripts/benchmark.sh --micro [BENCHMARK OPTION...]                  the micro-benchmarks of reading, relations and engines instead
#        scripts/benchmark.sh --instructions [--update]                      instructions of small checks under callgrind, against tests/benchmarks/instructions.json (CI does the same)
#        scripts/benchmark.sh --hard [--timeout S] [--memory MIB]            histories that no engine decides soon, and how well limits are kept on them
#        scripts/benchmark.sh --store [BENCHMARK OPTION...]                  simulated messages and judged runs a second, for each protocol
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install-dependencies.sh
cmake --preset bench >/dev/null
cmake --build build-bench --target clio clio-generate clio-benchmarks >&2
if [[ "${1:-}" == --micro ]]; then
  shift
  exec build-bench/bin/clio-benchmarks --benchmark_min_time=0.2 "$@"
fi
if [[ "${1:-}" == --store ]]; then
  shift
  cmake --build build-bench --target clio-store-benchmarks >&2
  exec build-bench/bin/clio-store-benchmarks "$@"
fi
if [[ "${1:-}" == --instructions ]]; then
  shift
  scripts/install-dependencies.sh --valgrind
  exec python3 tests/benchmarks/instructions.py --clio build-bench/bin/clio --generate build-bench/bin/clio-generate --data build-bench/data/small "$@"
fi
if [[ "${1:-}" == --hard ]]; then
  shift
  exec python3 tests/benchmarks/hard.py --clio build-bench/bin/clio --generate build-bench/bin/clio-generate --data build-bench/data/hard "$@"
fi
logs=()
[[ -d ../shared/peer-histories/jepsen-etcd-log ]] && logs=(--logs ../shared/peer-histories/jepsen-etcd-log)
exec python3 tests/benchmarks/figures.py --clio build-bench/bin/clio --generate build-bench/bin/clio-generate --data build-bench/data "${logs[@]}" "$@"
