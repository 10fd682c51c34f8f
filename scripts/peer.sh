#!/usr/bin/env bash
# Runs the bot against a server that others wrote, a package of npm:
#
#   bash scripts/peer.sh PACKAGE VERSION DRIVER [PROGRAM]
#
# DRIVER is a script beside this one; it gets the program and a folder that holds the
# package. PROGRAM is the built forumbot; without, it is built. Exits with the
# driver's code, and with 75 when there is no Node.js with npm, or npm can't fetch
# the package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

package=$1 version=$2 driver=$3 program=${4:-}

skip() {
  echo "skipped: $1"
  exit 75
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -z "$program" ]; then
  program=$work/forumbot
  go build -o "$program" .
fi
program=$(realpath "$program")

command -v node >/dev/null && command -v npm >/dev/null || skip 'there is no Node.js with npm here'
(
  cd "$work"
  echo '{"private": true}' >package.json
  timeout 180 npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel error "$package@$version"
) >"$work/npm.log" 2>&1 || {
  cat "$work/npm.log"
  skip "npm can't fetch $package $version"
}
node "scripts/$driver" "$program" "$work"
