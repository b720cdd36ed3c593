#!/bin/sh
# Gates a change: gate.sh CLIO [BASE_RESULT]. Exit status as `clio gate`. The evidence is in clio-gate/latest, for the job to keep.
set -u
clio=$1
base=${2:-}
if [ -n "$base" ] && [ -f "$base" ]; then
  "$clio" gate gate.json --base "$base"
else
  "$clio" gate gate.json
fi
status=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f clio-gate/latest/summary.md ]; then
  cat clio-gate/latest/summary.md >>"$GITHUB_STEP_SUMMARY"
fi
exit "$status"
