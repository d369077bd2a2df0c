#!/bin/bash
# make bench: what nsshell costs beside other sandboxes, a plain C program, plain scripts, bats and cram; what hundreds of
# labs weigh.
#
#     Benchmarks/run.sh            NSSHELL  the binary (.build/release/nsshell)
#                                  AS       a uid to measure as, when started by root (--as UID)
#                                  ROUNDS, RUNS, LABS   how much of everything (5, 40, 500)
#                                  ONLY     parts, by commas: lab lessons prompt tracing crowd reading
#                                  PROOF    a folder that gets the table as Markdown, and the plots
#
# Prints a table; exits 1 when a target is missed, 2 when something to measure with is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
nsshell=${NSSHELL:-.build/release/nsshell}
[ "${1:-}" = --as ] && AS=$2
proof=${PROOF:+$(mkdir -p "$PROOF" && cd "$PROOF" && pwd)}

for program in cc hyperfine bwrap bats python3 unshare; do
    command -v "$program" >/dev/null || { echo "bench: $program is not installed" >&2; exit 2; }
done
[ -x "$nsshell" ] || { echo "bench: no $nsshell: swift build -c release, or set NSSHELL" >&2; exit 2; }

# Everything that is measured lies in one place that any user can read: a build directory may be private.
stage=$(mktemp -d "${TMPDIR:-/tmp}/nsshell-bench.XXXXXX")
trap 'rm -rf "$stage"' EXIT
cp "$nsshell" "$stage/nsshell"
cp "$here"/*.py "$here/uts.sh" "$stage"
cc -O2 -static -o "$stage/floor" "$here/floor.c"
mkdir "$stage/home" "$stage/typed"
for lesson in "$here"/../lessons/*.md; do
    name=$(basename "$lesson" .md)
    [ "$name" = README ] || [ "$name" = cgroup ] || python3 "$here/typed.py" "$lesson" > "$stage/typed/$name.sh"
done
mkdir "$stage/transcripts" "$stage/plain" "$stage/bats" "$stage/proof"
for transcript in "$here"/../transcripts/*.t; do
    name=$(basename "$transcript")
    [ "$name" = cgroup.t ] && continue
    cp "$transcript" "$stage/transcripts"
    python3 "$here/plain.py" "$transcript" > "$stage/plain/$name"
    python3 "$here/bats.py" "$transcript" > "$stage/bats/${name%.t}.bats"
done
# The container of crun and systemd-nspawn.
python3 -c "import sys; sys.path.insert(0, '$stage'); import sandboxes; sandboxes.bundle('$stage/bundle')"
if command -v crun >/dev/null; then
    (cd "$stage/bundle" && crun spec && sed -i 's/"sh"/"true"/; s/"terminal": true/"terminal": false/' config.json)
fi
chmod -R a+rX "$stage"
chmod a+x "$stage/nsshell"
become=()
# What others leave below /run goes away with this mount namespace.
if [ "$(id -u)" -eq 0 ]; then
    become=(unshare --mount sh -c 'mount -t tmpfs bench /run && exec "$@"' sh)
fi
if [ -n "${AS:-}" ]; then
    chown "$AS" "$stage/home" "$stage/proof"
    become+=(setpriv --reuid "$AS" --regid "$AS" --clear-groups --)
fi
# The first python3 that this user may run: one of root's own home is of no use to another.
for python in $(type -ap python3); do
    "${become[@]}" "$python" -c '' 2>/dev/null && break
done
cd "$stage"
status=0
HOME=$stage/home XDG_STATE_HOME=$stage/home "${become[@]}" "$python" measure.py "$stage" "${ONLY:-}" || status=$?
if [ -n "$proof" ]; then
    cp "$stage"/proof/* "$proof"
fi
exit $status
