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
exec bash "$(dirname "${BASH_SOURCE[0]}")/peer.sh" @copilotkit/aimock 1.43.0 aimock.mjs "$@"
