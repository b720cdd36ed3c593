#!/bin/sh
# Runs every fuzzer for so many seconds (60 unless told), two at a time, and fails where one finds something. Seeds come from tests/fuzz/corpus and the
# malformed files of the adapters' tests; what the fuzzers add to them stays in the build folder, and so does an input that breaks a property. What was
# found comes last: the end of the fuzzer's log, and the input as base64, so that a log alone suffices to repeat it. CLIO_FUZZ_SEED in the environment draws
# the same inputs again (from the same corpus); without it each run draws others.
# usage: scripts/fuzz.sh [SECONDS] [READER...]
set -eu
cd "$(dirname "$0")/.."

fuzz() {
  reader=$1 seconds=$2 found=build-fuzz/corpus/$1 log=build-fuzz/logs/$1
  mkdir -p "$found" build-fuzz/crashes build-fuzz/logs
  case $reader in
    any) seeds=$(printf '%s\n' tests/fuzz/corpus/* | grep -v -e /frames -e /store_messages -e /certificate) ;;
    frames | store_messages | certificate) seeds="tests/fuzz/corpus/$reader" ;;
    *) seeds="tests/fuzz/corpus/$reader tests/adapters/malformed/$(printf %s "$reader" | tr _ -)" ;;
  esac
  status=0
  # shellcheck disable=SC2086
  build-fuzz/bin/clio_fuzz_"$reader" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -seed="${CLIO_FUZZ_SEED:-0}" -print_funcs=0 -verbosity=0 \
    -artifact_prefix="build-fuzz/crashes/$reader-" "$found" $seeds >"$log" 2>&1 || status=1
  if [ $status -eq 0 ]; then
    echo "$reader, $seconds s: nothing found"
  else
    touch "build-fuzz/logs/$reader.failed"
    echo "$reader: FAILED"
  fi
  return $status
}

if [ "${1:-}" = --one ]; then
  fuzz "$2" "$3"
  exit
fi

seconds=${1:-60}
[ $# -eq 0 ] || shift
readers=${*:-native columnar lecture jepsen_log recording plume awdit dbcop_json dbcop_text dbcop_bincode cobra viper timekiller limo axe fastlin fptlin csv jepsen_edn jepsen_json maelstrom porcupine_kv any frames store_messages certificate}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target clio_fuzzers
rm -f build-fuzz/logs/*.failed
# shellcheck disable=SC2086
printf '%s\n' $readers | xargs -P 2 -I READER scripts/fuzz.sh --one READER "$seconds" && exit
for failed in build-fuzz/logs/*.failed; do
  [ -e "$failed" ] || continue
  reader=$(basename "$failed" .failed)
  echo "== $reader found something:" >&2
  grep -v -e '^#* End of recommended' -e '# Uses: ' "build-fuzz/logs/$reader" | tail -n 60 >&2
  for input in build-fuzz/crashes/"$reader"-*; do
    [ -f "$input" ] || continue
    echo "-- $input, as base64:" >&2
    head -c 20000 "$input" | base64 >&2
  done
done
exit 1
