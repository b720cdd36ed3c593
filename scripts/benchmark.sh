#!/usr/bin/env bash
# Builds the benchmarks, runs the micro-benchmarks, and prints the README's performance table. Arguments go to tests/benchmarks/figures.py (--runs, --large, --only).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install-dependencies.sh
cmake --preset bench >/dev/null
cmake --build build-bench --target clio clio-generate clio-benchmarks
[[ "${CLIO_MICRO:-1}" == 1 ]] && build-bench/bin/clio-benchmarks --benchmark_min_time=0.2
logs=()
[[ -d ../shared/peer-histories/jepsen-etcd-log ]] && logs=(--logs ../shared/peer-histories/jepsen-etcd-log)
exec python3 tests/benchmarks/figures.py --clio build-bench/bin/clio --generate build-bench/bin/clio-generate --data build-bench/data "${logs[@]}" "$@"
