#!/usr/bin/env bash
# The last step of a pull request whose lock is not what its pages give: says what to commit, and fails.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

# A summary may have a megabyte. The patch is not for the log: its text could be commands there.
size=$(wc -c <"$scratch/lock.patch")
{
    printf '### deckmill: commit `%s`\n\n' "$lock"
    printf 'The pages of this pull request change what is remembered of their cards. '
    printf 'Run `deckmill build` and commit `%s`' "$lock"
    if [ "$size" -lt 500000 ]; then
        printf ', or save this and `git apply` it:\n\n````diff\n%s\n````\n' "$(cat "$scratch/lock.patch")"
    else
        printf '.\n'
    fi
} >>"$GITHUB_STEP_SUMMARY"
fail "commit $lock, which this pull request changes: run \`deckmill build\`, or apply the patch in the summary"
