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
exec bash "$(dirname "${BASH_SOURCE[0]}")/peer.sh" telegram-test-api 4.2.1 telegram-test-api.mjs "$@"
