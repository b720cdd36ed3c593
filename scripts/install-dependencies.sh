#!/usr/bin/env bash
# Installs the Debian (or Ubuntu) packages that Clio needs, where they are missing. With --fuzz also the compiler of the fuzz targets, with --valgrind what counts instructions, with
# --browser the browser that the tests of reports drive (as Debian packages it; where there is none, those tests are skipped).
# Needs root or sudo only if something is missing.
set -euo pipefail

packages=(g++ cmake ninja-build ccache libboost-dev libcadical-dev libcli11-dev nlohmann-json3-dev libsimdjson-dev libsqlite3-dev zlib1g-dev libzstd-dev libxxhash-dev libgtest-dev libbenchmark-dev python3)
browser=()
for wanted in "$@"; do
  case $wanted in
    --fuzz) packages+=(clang llvm libclang-rt-14-dev) ;;
    --valgrind) packages+=(valgrind) ;;
    --browser) browser=(chromium chromium-driver) ;;
    *) echo "clio: $0 knows --fuzz, --valgrind and --browser, not $wanted" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}" "${browser[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "clio: these packages are missing and need root to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
offered=()
for package in "${missing[@]}"; do
  if [[ " ${browser[*]} " == *" $package "* ]] && ! apt-cache show "$package" >/dev/null 2>&1; then
    echo "clio: no package $package here: the tests in a browser will be skipped" >&2
  else
    offered+=("$package")
  fi
done
[[ ${#offered[@]} -eq 0 ]] && exit 0
echo "Installing ${offered[*]}" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${offered[@]}" >/dev/null
