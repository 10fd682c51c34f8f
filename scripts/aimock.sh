#!/usr/bin/env bash
# Runs the bot against a model server that others wrote:
# @copilotkit/aimock from npm, https://github.com/CopilotKit/aimock
#
#   bash scripts/aimock.sh [PROGRAM]
#
# PROGRAM is the built forumbot; without, it is built. The server answers well,
# lies, stalls, breaks off, sends too much, errors, limits and rubbish. Each time
# the right answer must come in time. Exits with 1 when something is off, and with
# 75 when there is no Node.js with npm, or npm can't fetch the server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VERSION=1.43.0

skip() {
  echo "skipped: $1"
  exit 75
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

program=${1:-}
if [ -z "$program" ]; then
  program=$work/forumbot
  go build -o "$program" .
fi
program=$(realpath "$program")

command -v node >/dev/null && command -v npm >/dev/null || skip 'there is no Node.js with npm here'
(
  cd "$work"
  echo '{"private": true}' >package.json
  timeout 180 npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel error "@copilotkit/aimock@$VERSION"
) >"$work/npm.log" 2>&1 || {
  cat "$work/npm.log"
  skip "npm can't fetch @copilotkit/aimock $VERSION"
}
node scripts/aimock.mjs "$program" "$work"
