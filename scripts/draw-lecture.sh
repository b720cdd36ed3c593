#!/usr/bin/env bash
# Draws each of the lecture's histories into docs/pictures/ and writes the page that shows them, docs/lecture.md; into another folder if one is named.
# CLIO names the program, by default build/bin/clio. A test compares what this writes with what stands in docs/.
set -euo pipefail
cd "$(dirname "$0")/.."
clio=${CLIO:-build/bin/clio}
docs=${1:-docs}
mkdir -p "$docs/pictures"

{
  echo "# The lecture's histories"
  echo
  echo "Written by \`scripts/draw-lecture.sh\`, which draws each history with \`clio draw\`; a test keeps pictures and page true. Where a model is violated, the picture shows the cycle against the weakest"
  echo "one, with the other operations faint; where none is, the order that explains every answer, with the state after each step. How to read the notation: [lecture notation](../adapters/formats/lecture/README.md)."
  for history in histories/lecture/*.history; do
    name=$(basename "$history" .history)
    picture=$docs/pictures/$name.svg
    "$clio" draw "$history" --what counterexample --whole -o "$picture" 2>/dev/null || "$clio" draw "$history" --what witness -o "$picture"
    echo
    echo "## $(sed -n 's/^# name: //p' "$history")"
    sed -n '/^# name:/d; /^# expect:/d; /^# object:/d; /^# initial:/d; /^# untimed/d; s/^# //p' "$history"
    echo
    grep -v '^#' "$history" | sed 's/^/    /'
    echo
    "$clio" check "$history" | sed -n 's/^  strongest: \(.*\)/Strongest model that holds: \1./p; s/^  weakest violated: \(.*\)/Weakest that is violated: \1./p' || true
    echo
    echo "![$(sed -n 's/^# name: //p' "$history")](pictures/$name.svg)"
  done
} >"$docs/lecture.md"
