#!/bin/sh
# Gates one side of a change: gate.sh CLIO OUT [BASE_RESULT]. Exit status as `clio gate`. The evidence is in OUT/latest, for the job to keep.
set -u
clio=$1
out=$2
base=${3:-}
config=$(dirname "$0")/gate.json
rm -f "$out/latest"
if [ -n "$base" ] && [ -f "$base" ]; then
  "$clio" gate "$config" --out "$out" --base "$base"
else
  "$clio" gate "$config" --out "$out"
fi
status=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$out/latest/summary.md" ]; then
  { echo "# $out"; cat "$out/latest/summary.md"; } >>"$GITHUB_STEP_SUMMARY"
fi
exit "$status"
