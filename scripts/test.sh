#!/usr/bin/env bash
# Installs what is missing, builds everything, and runs all tests at their bounded sizes. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install-dependencies.sh --browser
cmake --preset release -DCLIO_BUILD_TESTS=ON >/dev/null
cmake --build build
exec ctest --test-dir build --output-on-failure --parallel "$(nproc)" "$@"
