#!/usr/bin/env bash
# Puts deckmill on the PATH of the steps that follow: the binary that was given, or that of a release, if its
# checksum is the one that the release says.
set -euo pipefail
# shellcheck source=scripts/action/common.sh
. "$(dirname "$0")/common.sh"

bin=$scratch/bin
rm -rf "$bin" "$scratch/download"
mkdir -p "$bin" "$scratch/download"

# The name of this platform in the archives of a release.
target() {
    case $RUNNER_OS-$RUNNER_ARCH in
    Linux-X64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64) echo aarch64-unknown-linux-musl ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
    esac
}

# Where the files of a release are. Without a version it is the one that this action is of, so that who pins the
# action pins the program.
address() {
    local version=${INPUT_VERSION#v} releases=${DECKMILL_ACTION_RELEASES:-https://github.com/$REPOSITORY/releases}
    if [ "$version" = latest ]; then
        echo "$releases/latest/download"
        return
    fi
    [ -n "$version" ] || version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$(dirname "$0")/../../Cargo.toml" | head -n 1)
    echo "$releases/download/v$version"
}

digest() {
    if command -v sha256sum >/dev/null; then
        sha256sum <"$1"
    else
        shasum -a 256 <"$1"
    fi | cut -d ' ' -f 1
}

fetch() {
    curl --fail --silent --show-error --location --retry 2 --max-time 300 --output "$scratch/download/$2" "$1/$2" ||
        fail "$1/$2 can't be fetched"
}

release() {
    local target archive from wanted program
    target=$(target) || fail "there is no deckmill for $RUNNER_OS on $RUNNER_ARCH; give one with the input \`binary\`"
    archive=deckmill-$target.tar.gz program=deckmill
    [ "$RUNNER_OS" != Windows ] || archive=deckmill-$target.zip program=deckmill.exe
    from=$(address)
    fetch "$from" SHA256SUMS
    fetch "$from" "$archive"
    wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$scratch/download/SHA256SUMS")
    [ -n "$wanted" ] || fail "SHA256SUMS of the release does not name $archive"
    [ "$(digest "$scratch/download/$archive")" = "$wanted" ] ||
        fail "$archive is not what SHA256SUMS of the release says: nothing is installed"
    # From within the folder: to tar, `D:` would be another machine.
    (
        cd "$scratch/download"
        case $archive in
        *.zip) unzip -q "$archive" ;;
        *) tar -xzf "$archive" ;;
        esac
    )
    mv "$scratch/download/deckmill-$target/$program" "$bin/"
}

if [ -n "${INPUT_BINARY:-}" ]; then
    binary=$(from_root "$INPUT_BINARY")
    [ -f "$binary" ] || fail "$binary: there is no such file"
    name=deckmill
    [ "$RUNNER_OS" != Windows ] || name=deckmill.exe
    cp "$binary" "$bin/$name"
    chmod +x "$bin/$name"
else
    release
fi
"$bin/deckmill" --version
if command -v cygpath >/dev/null; then
    cygpath -w "$bin"
else
    echo "$bin"
fi >>"$GITHUB_PATH"
