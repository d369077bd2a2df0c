# nsshell: `make demo` shows it, `make test` tests it; each sets up what it needs.

PREFIX ?= /usr/local
SWIFT ?= swift
# One self-contained file: runs on any machine and starts four times faster than a dynamic one.
# lld, since the other linker warns of every use that Foundation makes of the name service.
# The frontend's option: a collection of our own types is then made without a search through every
# conformance of the executable, 0.1 ms for each such type at its first use.
RELEASE := -c release -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xlinker -s \
    -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
BINARY := .build/release/nsshell

# Debian's names: what is linked, what the lessons use, and what the tests check against.
LINKED := libedit-dev libcmark-dev libpcre2-dev libbsd-dev libmd-dev libncurses-dev pkg-config
USED := bash bridge-utils busybox-static coreutils grep gzip hostname iproute2 iputils-ping mount net-tools nftables perl-base \
    procps psmisc strace sysvinit-utils util-linux
TESTED := bubblewrap chromium curl iptables libcap2-bin python3 python3-cram libtest-harness-perl tmux uidmap
BENCHED := bats bubblewrap busybox-static crun firejail gcc hyperfine python3-cram systemd-container

.PHONY: demo test build install transcripts setup setup-tests bench hostile faults clean

demo: build
	$(BINARY) lesson uts

test: setup-tests build
	# One by one: some of them load the machine on purpose, and others have deadlines.
	NSSHELL="$(CURDIR)/$(BINARY)" .ci/test $(SWIFT) test --no-parallel

build: setup
	$(SWIFT) build $(RELEASE) --product nsshell

install: build
	install -D -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/nsshell"

# Records the lessons' transcripts anew; `git diff` then shows what they write otherwise.
transcripts: build
	$(BINARY) lesson --all --strict --transcripts transcripts

# The long form of the fault suite, about an hour; `make test` has a sample of it. docs/proof.md tells
# what it found. NSSHELL_SEED=N draws the same moments again, FAULTS=Kills runs one part.
FAULTS := .
faults: setup-tests build
	NSSHELL="$(CURDIR)/$(BINARY)" NSSHELL_FAULTS=long $(SWIFT) test --no-parallel \
	    --filter 'FaultTests.Faults.*$(FAULTS)'

bench: build
	@.ci/packages $(BENCHED)
	Benchmarks/run.sh

# Every hostile way in a lab of its own, as root and as an ordinary user where root starts it; the
# machine is compared after each. Nobody else should change the machine meanwhile.
hostile: setup-tests build
	HOSTILE=1 NSSHELL="$(CURDIR)/$(BINARY)" .ci/test $(SWIFT) test --no-parallel --filter HostileTests

setup:
	@.ci/packages $(LINKED) $(USED)

setup-tests:
	@.ci/packages $(LINKED) $(USED) $(TESTED)

clean:
	rm -rf .build
