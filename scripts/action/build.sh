#!/usr/bin/env bash
# Builds the decks of the project. Where a lock is committed, a pull request has to bring what changes in it: if it
# does not, the decks are built all the same, and the last step fails and says what to commit.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

arguments=(--project "$project" --message-format github --quiet)
[ -z "${INPUT_FAIL_ON:-}" ] || arguments+=(--fail-on "$INPUT_FAIL_ON")
[ -z "${INPUT_MIN_COVERAGE:-}" ] || arguments+=(--min-coverage "$INPUT_MIN_COVERAGE")
if [ -n "${INPUT_ARGS:-}" ]; then
    # Words and quotes as in a shell, and nothing else of one: nothing in them is run.
    printf '%s' "$INPUT_ARGS" | xargs printf '%s\0' >"$scratch/args" || fail "\`args\` can't be read as words"
    while IFS= read -r -d '' word; do
        arguments+=("$word")
    done <"$scratch/args"
fi

rm -f "$scratch/lock.patch"
state=none
if [ -f "$lock" ]; then
    state=current
    cp "$lock" "$scratch/committed.lock"
    if is_pull_request; then
        : >"$scratch/locked.md"
        GITHUB_STEP_SUMMARY=$scratch/locked.md deckmill build "${arguments[@]}" --locked || state=failed
    fi
else
    for package in "$scratch"/previous/*.apkg; do
        [ ! -f "$package" ] || arguments+=(--previous "$package")
    done
fi
# After a locked build that went well there is nothing left to do but to say so in the summary.
deckmill build "${arguments[@]}"
if [ -f "$scratch/committed.lock" ] && ! cmp -s "$scratch/committed.lock" "$lock"; then
    [ "$state" != failed ] || state=stale
    diff -u --label "a/$lock" --label "b/$lock" "$scratch/committed.lock" "$lock" >"$scratch/lock.patch" || true
    [ "$state" = stale ] || annotate warning "$lock is not what this build gives: build the decks, and commit it"
elif [ "$state" = failed ]; then
    fail "the build with the lock as it is failed, and not because the lock would change"
fi

setting=$(deckmill config --project "$project" --message-format json | query '
    select(.key == "output").value | if startswith("\"") then fromjson else .[1:-1] end')
case $setting in
/* | ?:[\\/]*) decks=$setting ;;
*) decks=$folder$setting ;;
esac
manifest=$decks/deckmill-manifest.json
[ -f "$manifest" ] ||
    fail "$manifest is not there: let the project say where decks go, and not the environment or \`args\`"
output decks "$decks"
output cards "$(query '[.pages[].cards] | add // 0' "$manifest")"
output lock "$state"
