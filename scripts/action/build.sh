#!/usr/bin/env bash
# Builds the decks of the project. Where a lock is committed, a pull request has to bring what changes in it: if it
# does not, the decks are built all the same, and the last step fails and says what to commit.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

arguments=(--project "$project" --message-format github --quiet)
[ -z "${INPUT_FAIL_ON:-}" ] || arguments+=(--fail-on "$INPUT_FAIL_ON")
[ -z "${INPUT_MIN_COVERAGE:-}" ] || arguments+=(--min-coverage "$INPUT_MIN_COVERAGE")
case ${INPUT_ARGS:-} in
# Without a word, xargs would make one up that is empty.
*[![:space:]]*)
    # Words and quotes as in a shell, and nothing else of one: nothing in them is run.
    printf '%s' "$INPUT_ARGS" | xargs printf '%s\0' >"$scratch/args" || fail "\`args\` can't be read as words"
    while IFS= read -r -d '' word; do
        arguments+=("$word")
    done <"$scratch/args"
    ;;
esac

# The lines of a lock, whatever ends git gives to lines on Windows.
lines() {
    tr -d '\r'
}

rm -f "$scratch/lock.patch"
state=none
if [ -f "$lock" ]; then
    state=current
    lines <"$lock" >"$scratch/committed.lock"
    if is_pull_request; then
        : >"$scratch/locked.md"
        GITHUB_STEP_SUMMARY=$scratch/locked.md deckmill build "${arguments[@]}" --locked || state=failed
    fi
else
    while IFS= read -r package; do
        arguments+=(--previous "$package")
    done < <(learned)
fi
# After a locked build that went well there is nothing left to do but to say so in the summary.
deckmill build "${arguments[@]}"
if [ "$state" != none ] && ! lines <"$lock" | cmp -s "$scratch/committed.lock" -; then
    [ "$state" != failed ] || state=stale
    lines <"$lock" | diff -u --label "a/$lock" --label "b/$lock" "$scratch/committed.lock" - \
        >"$scratch/lock.patch" || true
    [ "$state" = stale ] || annotate warning "$lock is not what this build gives: build the decks, and commit it"
elif [ "$state" = failed ]; then
    fail "the build with the lock as it is failed, and not because the lock would change"
fi

decks=$(setting output)
case $decks in
/* | ?:[\\/]*) ;;
*) decks=$folder$decks ;;
esac
manifest=$decks/deckmill-manifest.json
[ -f "$manifest" ] ||
    fail "$manifest is not there: let the project say where decks go, and not the environment or \`args\`"

# The packages as a release can have them: a folder of them for whoever publishes them, and a list with their paths.
rm -rf "$scratch/packages"
mkdir "$scratch/packages"
query '.outputs[].file | select(endswith(".apkg"))' "$manifest" | LC_ALL=C sort >"$scratch/paths"
plain <"$scratch/paths" >"$scratch/names"
# Names that differ only in capitals are one file to some systems.
tr '[:upper:]' '[:lower:]' <"$scratch/names" | LC_ALL=C sort | uniq -d >"$scratch/clashes"
paste "$scratch/names" "$scratch/paths" | while IFS=$'\t' read -r name file; do
    if [ "$name" = .apkg ] || tr '[:upper:]' '[:lower:]' <<<"$name" | grep -qxF -f "$scratch/clashes"; then
        name=$(numbered "$file")
    fi
    cp "$decks/$file" "$scratch/packages/$name"
    printf '%s\t%s\n' "$name" "$file"
done >"$scratch/packages.tsv"

output decks "$decks"
output packages "$scratch/packages"
output cards "$(query '[.pages[].cards] | add // 0' "$manifest")"
output lock "$state"
