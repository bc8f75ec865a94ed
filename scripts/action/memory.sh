#!/usr/bin/env bash
# Finds what learners have by now: the lock of the branch that a pull request goes to, or of the commit before a
# push; without one, the packages of the last release. A build goes by the lock that is committed; where there is
# none, it goes by these packages.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

previous=$scratch/previous
rm -rf "$previous" "$scratch/old.lock"
mkdir -p "$previous"

# The commit to compare with.
base() {
    if is_pull_request; then
        event .pull_request.base.sha
    else
        event .before | grep -v '^0*$' || true
    fi
}

# The lock as it was in a commit.
old_lock() {
    local commit=$1 path status
    # Paths in the repository are from its root, and `./` is no part of one.
    path=$(query --null-input --arg path "${lock#./}" '$path | split("/") | map(@uri) | join("/")')
    status=$(github GET "repos/$GITHUB_REPOSITORY/contents/$path?ref=$commit" "$scratch/old.lock" \
        --header 'Accept: application/vnd.github.raw+json')
    case $status in
    200) echo "what learners have is in $lock of $commit" ;;
    404) rm -f "$scratch/old.lock" ;;
    *) fail "$lock of $commit can't be had: GitHub answers $status" ;;
    esac
}

# Packages that were named, a path or pattern a line.
named() {
    local line file found at count=0
    while IFS= read -r line; do
        [ -n "$line" ] || continue
        found=
        while IFS= read -r file; do
            [ -f "$file" ] || continue
            # Two may have one name; what is the package of which deck, their folders tell.
            count=$((count + 1))
            at=${file//..\//}
            at=$previous/$(printf '%04d' "$count")/${at#?:}
            mkdir -p "${at%/*}"
            cp "$file" "$at"
            found=yes
        done < <(compgen -G "$(from_root "$line")" || true)
        [ -n "$found" ] || fail "there is no package $line, which \`previous\` names"
    done <<<"$INPUT_PREVIOUS"
}

# The packages of the last release that has some.
released() {
    local status id name
    status=$(github GET "repos/$GITHUB_REPOSITORY/releases?per_page=100" "$scratch/releases.json" \
        --header 'Accept: application/vnd.github+json')
    [ "$status" = 200 ] || fail "the releases can't be had: GitHub answers $status"
    while IFS=$'\t' read -r id name; do
        case $name in
        */* | .*) continue ;;
        esac
        status=$(github GET "repos/$GITHUB_REPOSITORY/releases/assets/$id" "$previous/$name" \
            --header 'Accept: application/octet-stream')
        [ "$status" = 200 ] || fail "$name of the last release can't be had: GitHub answers $status"
        echo "memory: $name of the last release"
    done < <(query '
        [.[] | select((.draft or .prerelease) | not) | [.assets[] | select(.name | endswith(".apkg"))]
         | select(length > 0)] | .[0] // [] | .[] | [.id, .name] | @tsv' "$scratch/releases.json")
}

commit=$(base)
[ ! -f "$lock" ] || [ -z "$commit" ] || old_lock "$commit"
if [ ! -f "$scratch/old.lock" ]; then
    if [ -n "${INPUT_PREVIOUS:-}" ]; then
        named
    else
        released
    fi
    if [ ! -f "$lock" ] && [ -z "$(learned)" ]; then
        annotate notice "nothing is remembered: there is neither $lock nor a package of a release, so all cards are new"
    fi
fi
