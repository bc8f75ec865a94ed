# What the steps of the action share. Each of them sources this file; what they are asked for comes to them
# through the environment alone (INPUT_…, GITHUB_…, RUNNER_…), and is never pasted into a script.
# They keep to bash 3.2, which is what macOS has.
# shellcheck shell=bash

# Where releases of deckmill come from: the one place in the scripts that names its repository.
# shellcheck disable=SC2034
REPOSITORY=deckmill/deckmill

# What a step leaves for the next ones.
scratch=$RUNNER_TEMP/deckmill-action
# To patterns, a backslash is none that parts folders.
[ "${RUNNER_OS:-}" != Windows ] || scratch=${scratch//\\//}
mkdir -p "$scratch"

# Text as a message or a property of a workflow command may hold it.
escaped() {
    local text=$1
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    text=${text//$'\n'/%0A}
    printf '%s' "$text"
}

# An annotation: `annotate error "what is wrong"`.
annotate() {
    printf '::%s title=deckmill::%s\n' "$1" "$(escaped "$2")"
}

fail() {
    annotate error "$1"
    exit 1
}

# An output of the step; the values are single lines.
output() {
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# A path as the user gave it, from the root of the repository, so that GitHub knows the files that messages name.
from_root() {
    local at=${INPUT_WORKING_DIRECTORY:-.}
    at=${at%/}/
    case $1 in
    /* | ?:[\\/]*) at= ;;
    esac
    [ "$at" != ./ ] || at=
    printf '%s' "$at$1"
}

# The project file, its folder, and its lock.
project=$(from_root "${INPUT_PROJECT:-deckmill.toml}")
case $project in
*/*) folder=${project%/*}/ ;;
*) folder= ;;
esac
# shellcheck disable=SC2034
lock=${folder}deckmill.lock

# `github GET PATH FILE [CURL ARGUMENT…]`: asks GitHub's API, writes the answer to FILE and says its status, 000
# without an answer. The token goes in through standard input, since anyone on the machine can see arguments.
github() {
    local method=$1 path=$2 file=$3 retry=0
    shift 3
    # What was written may have been written although no answer came.
    [ "$method" != GET ] || retry=2
    printf 'header = "Authorization: Bearer %s"\n' "$INPUT_TOKEN" |
        curl --config - --silent --show-error --location --request "$method" --output "$file" \
            --write-out '%{http_code}' --retry "$retry" --max-time 300 \
            --header 'X-GitHub-Api-Version: 2022-11-28' "$@" "$GITHUB_API_URL/$path" || true
}

# jq, with the line ends of here on Windows as well.
query() {
    jq --raw-output "$@" | tr -d '\r'
}

# What the project says of a key: `setting output`; nothing where it says nothing.
setting() {
    deckmill config --project "$project" --message-format json | query --arg key "$1" '
        select(.key == $key).value // empty | if startswith("\"") then fromjson else .[1:-1] end'
}

# What packages are called in a release, which has no folders, and whose names GitHub changes where they hold more than
# letters, digits and a few signs: `de/my deck.apkg` is `de-my.deck.apkg`. Reads paths, a line each.
plain() {
    LC_ALL=C sed -e 's/\.apkg$//' -e 's,/,-,g' -e 's/[^A-Za-z0-9_-]\{1,\}/./g' \
        -e 's/^[.-]*//' -e 's/[.-]*$//' -e 's/$/.apkg/'
}

# What a package is called where that name is not its own: its path gives a number that is.
numbered() {
    local name
    name=$(plain <<<"$1")
    name=${name%.apkg}
    printf '%s%s.apkg' "${name:+$name-}" "$(printf '%s' "$1" | cksum | cut -d ' ' -f 1)"
}

# The packages that learners have, a line each: those of a release, or in folders as they were named.
learned() {
    find "$scratch/previous" -name '*.apkg' | LC_ALL=C sort
}

# A value of the event that the workflow runs for, by a filter of jq; nothing where there is none.
event() {
    query "$1 // empty" "$GITHUB_EVENT_PATH"
}

is_pull_request() {
    case $GITHUB_EVENT_NAME in
    pull_request | pull_request_target) true ;;
    *) false ;;
    esac
}
