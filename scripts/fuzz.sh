#!/bin/sh
# Runs every fuzzer for so many seconds (60 unless told), two at a time, and fails where one finds something. Seeds come from tests/fuzz/corpus and the
# malformed files of the adapters' tests; what the fuzzers add to them stays in the build folder, and so does an input that breaks a property.
# usage: scripts/fuzz.sh [SECONDS] [READER...]
set -eu
cd "$(dirname "$0")/.."

fuzz() {
  reader=$1 seconds=$2 found=build-fuzz/corpus/$1 log=build-fuzz/logs/$1
  mkdir -p "$found" build-fuzz/crashes build-fuzz/logs
  case $reader in
    any) seeds=$(printf '%s\n' tests/fuzz/corpus/* | grep -v -e /frames -e /store_messages) ;;
    frames | store_messages) seeds="tests/fuzz/corpus/$reader" ;;
    *) seeds="tests/fuzz/corpus/$reader tests/adapters/malformed/$(printf %s "$reader" | tr _ -)" ;;
  esac
  status=0
  # shellcheck disable=SC2086
  build-fuzz/bin/clio_fuzz_"$reader" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build-fuzz/crashes/$reader-" "$found" $seeds >"$log" 2>&1 || status=1
  { echo "== $reader, $seconds s"; cat "$log"; } >&2
  return $status
}

if [ "${1:-}" = --one ]; then
  fuzz "$2" "$3"
  exit
fi

seconds=${1:-60}
[ $# -eq 0 ] || shift
readers=${*:-native columnar lecture jepsen_log recording plume awdit dbcop_json dbcop_text dbcop_bincode cobra viper timekiller limo axe fastlin fptlin csv jepsen_edn jepsen_json maelstrom porcupine_kv any frames store_messages}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target clio_fuzzers
# shellcheck disable=SC2086
printf '%s\n' $readers | xargs -P 2 -I READER scripts/fuzz.sh --one READER "$seconds"
