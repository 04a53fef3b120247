#!/usr/bin/env bash
# Renders the pages of these cases again from their documents: RENDER_PAGE=…/render-page tests/cases/pages/render.sh [CASE…]
#
# A page is made once and committed, so that the tests need no other tools than Rust.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/made"
: "${RENDER_PAGE:?set it to the path of the renderer}"
cases=("$@")
(( ${#cases[@]} )) || cases=(*/)
for case in "${cases[@]}"; do
  case=${case%/}
  "$RENDER_PAGE" "$case/document.json" "$case/page.txt"
  echo "$case"
done
