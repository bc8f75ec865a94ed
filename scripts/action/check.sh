#!/usr/bin/env bash
# Says what is wrong with the pages of the project, as annotations, and fails as the project or the inputs say.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

arguments=(--project "$project" --message-format github)
[ -z "${INPUT_FAIL_ON:-}" ] || arguments+=(--fail-on "$INPUT_FAIL_ON")
[ -z "${INPUT_MIN_COVERAGE:-}" ] || arguments+=(--min-coverage "$INPUT_MIN_COVERAGE")

# Of a project that can't be read, the check says what is wrong with it.
least=${INPUT_FAIL_ON:-$(setting fail_on 2>"$scratch/config.log" || true)}

# Notes say what was left out on good grounds: unless they make this fail, they are for the log, and not beside lines of
# a pull request.
quieter() {
    if [ "$least" = note ]; then
        cat
    else
        sed 's/^::notice /note: /'
    fi
}

# The build says the same of the pages in its summary, so this one is kept for when there will be no build.
summary=$scratch/check.md
: >"$summary"
status=0
GITHUB_STEP_SUMMARY=$summary deckmill check "${arguments[@]}" | quieter || status=$?
[ "$status" = 0 ] || cat "$summary" >>"$GITHUB_STEP_SUMMARY"
exit "$status"
