#!/usr/bin/env bash
# Installs the Debian (or Ubuntu) packages that Clio needs, where they are missing. With --fuzz also the compiler of the fuzz targets.
# Needs root or sudo only if something is missing.
set -euo pipefail

packages=(g++ cmake ninja-build ccache libboost-dev libcadical-dev libcli11-dev nlohmann-json3-dev libsimdjson-dev libsqlite3-dev zlib1g-dev libzstd-dev libxxhash-dev libgtest-dev libbenchmark-dev python3)
[[ "${1:-}" == --fuzz ]] && packages+=(clang llvm libclang-rt-14-dev)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "clio: these packages are missing and need root to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
