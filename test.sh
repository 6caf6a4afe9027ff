#!/usr/bin/env bash
# Installs what is missing and runs every check. The last line is "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "npm is missing. Install Node.js 20 or newer with npm, then run ./test.sh again."; exit 1; }
. scripts/install.sh
exec npm run --silent test -- "$@"
