#!/usr/bin/env bash
# Says what learners get, by `deckmill plan`: as a comment on the pull request, the same one each time, or in the
# summary of the step.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

# By this the comment is known again; projects of one repository have one each.
mark="<!-- deckmill plan: ${project//--/- -} -->"
table=$scratch/plan.md
changed=true

# Two things held against each other: `compare OLD NEW [HEADING]`. Sets `changed` where learners get something.
compare() {
    local sum
    sum=$(deckmill plan "$1" "$2" --project "$project" --message-format json |
        query 'select(.kind == "summary").summary | .new + .updated + .conflicting + .stale')
    [ "$sum" = 0 ] || changed=true
    [ -z "${3:-}" ] || printf '\n#### %s\n\n' "$3"
    deckmill plan "$1" "$2" --project "$project" --message-format markdown
}

# Finds what learners have of each package that was built, by what that is called in a release. In front of the path of
# one that was named there may be any folders.
earlier() {
    local file path name
    rm -rf "$scratch/earlier"
    mkdir "$scratch/earlier"
    while IFS= read -r file; do
        path=/${file#"$scratch/previous/"}
        while [ "$path" != "${path#*/}" ]; do
            path=${path#*/}
            for name in "$(plain <<<"$path")" "$(numbered "$path")"; do
                [ -f "$scratch/packages/$name" ] || continue
                cp "$file" "$scratch/earlier/$name"
                break 2
            done
        done
    done < <(learned)
}

# The packages that were built against those that learners have.
packages() {
    local name path
    earlier
    while IFS=$'\t' read -r name path; do
        if [ -f "$scratch/earlier/$name" ]; then
            compare "$scratch/earlier/$name" "$scratch/packages/$name" "\`$path\`"
        else
            changed=true
            printf '\n#### `%s`\n\nA new package.\n' "$path"
        fi
    done <"$scratch/packages.tsv"
}

{
    printf '%s\n### deckmill: what learners get\n\n' "$mark"
    if [ -f "$scratch/old.lock" ]; then
        changed=false
        compare "$scratch/old.lock" "$lock"
    elif [ -n "$(learned)" ]; then
        changed=false
        packages
    else
        printf '**%s new**: there is nothing before it.\n' "$INPUT_CARDS"
    fi
} >"$table"
output changed "$changed"

summary() {
    cat "$table" >>"$GITHUB_STEP_SUMMARY"
}

# The number of the comment that was made before, if there is one.
comment() {
    local page=1 status id
    while :; do
        status=$(github GET "repos/$GITHUB_REPOSITORY/issues/$1/comments?per_page=100&page=$page" \
            "$scratch/comments.json" --header 'Accept: application/vnd.github+json')
        [ "$status" = 200 ] || return 1
        id=$(query --arg mark "$mark" '[.[] | select(.body | startswith($mark)) | .id][0] // empty' \
            "$scratch/comments.json")
        if [ -n "$id" ] || [ "$(query length "$scratch/comments.json")" -lt 100 ]; then
            printf '%s' "$id"
            return
        fi
        page=$((page + 1))
    done
}

number=
! is_pull_request || number=$(event .pull_request.number)
if [ "${INPUT_COMMENT:-true}" != true ] || [ -z "$number" ]; then
    summary
    exit
fi
jq --null-input --rawfile body "$table" '{body: $body}' >"$scratch/body.json"
status=none
if id=$(comment "$number"); then
    if [ -n "$id" ]; then
        status=$(github PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" "$scratch/answer.json" \
            --header 'Content-Type: application/json' --data-binary "@$scratch/body.json")
    elif [ "$changed" = true ]; then
        status=$(github POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" "$scratch/answer.json" \
            --header 'Content-Type: application/json' --data-binary "@$scratch/body.json")
    else
        # A pull request that changes no card needs no comment.
        status=200
    fi
fi
case $status in
200 | 201) ;;
*)
    summary
    annotate notice "no comment: the token may not write to pull requests (in a workflow, \`pull-requests: write\`; \
from a fork, never). What learners get is in the summary of this run."
    ;;
esac
