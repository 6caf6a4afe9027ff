#!/usr/bin/env bash
# Installs what is missing and starts the dashboard with everything it needs. Ctrl-C stops it all.
set -euo pipefail
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "npm is missing. Install Node.js 20 or newer with npm, then run ./dev.sh again."; exit 1; }
. scripts/install.sh
exec npm run --silent dev
