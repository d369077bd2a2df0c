"""What a lesson's transcript types, as tests of bats: `bats.py TRANSCRIPT` prints them.

One test a command, as bats has it: a test is a shell of its own, so what a shell in a shell was told is told to a new one. What waits
for a key is interrupted at once, and what runs in the background is ended with its test.
"""
import shlex
import sys

from plain import entries


def tests(text):
    for number, (_, command, key) in enumerate(entries(text), 1):
        if key:
            command += " & kill -INT $!"
        words = shlex.quote(f"({command}) </dev/null >/dev/null 2>&1 3>&-")
        yield f"@test 'command {number}' {{\n  run timeout 0.1 bash --norc -c {words}\n  [ -n \"$status\" ]\n}}\n"


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        sys.stdout.write("\n".join(tests(file.read())))
