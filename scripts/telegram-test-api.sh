#!/usr/bin/env bash
# Runs the bot against an emulator of the Bot API that others wrote:
# telegram-test-api from npm, https://github.com/jehy/telegram-test-api
#
#   bash scripts/telegram-test-api.sh [PROGRAM]
#
# PROGRAM is the built forumbot; without, it is built. The emulator knows nine
# methods, answers 500 to all others, and never holds an empty answer to
# getUpdates back. The bot must answer all the same, stay up, not spin and not
# flood its log. Exits with 1 when something is off, and with 75 when there is no
# Node.js with npm, or npm can't fetch the emulator.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VERSION=4.2.1

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
  timeout 180 npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel error "telegram-test-api@$VERSION"
) >"$work/npm.log" 2>&1 || {
  cat "$work/npm.log"
  skip "npm can't fetch telegram-test-api $VERSION"
}
node scripts/telegram-test-api.mjs "$program" "$work"
