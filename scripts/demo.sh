#!/usr/bin/env bash
# Installs what is missing, builds Clio, and judges the lecture's histories.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install-dependencies.sh
cmake --preset release -DCLIO_BUILD_TESTS=OFF >/dev/null
cmake --build build --target clio
exec build/bin/clio check "${@:-histories/lecture}"
