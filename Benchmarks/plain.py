"""What a lesson's transcript types, as a plain file of cram's: `plain.py TRANSCRIPT` prints it.

The lines of the first terminal follow each other, so that a shell which one of them starts reads the next ones. A line of a
second terminal is a shell of its own. What waits for a key is interrupted at once, what runs in the background writes to nowhere,
and nothing is waited for. The output is left out: what is measured is how long cram takes to find out.
"""
import re
import shlex
import sys


def entries(text):
    """Session, command and what key ends it, in order."""
    found = []
    for line in text.splitlines():
        prompt = re.match(r"  ([a-z0-9_+:()-]+)(?:@(\d+))?\$ (.*)", line)
        if prompt:
            found.append([int(prompt[2] or 1), prompt[3], None])
        elif line.startswith("  > ") and found:
            found[-1][1] += "\n" + line[4:]
        elif line in ("  ^C", "  ^D", "  ^Z") and found:
            found[-1][2] = line.strip()
    return found


def plain(text):
    for session, command, key in entries(text):
        if command == "^D":
            command = "exit"
        if key:
            command += " & kill -INT $!"
        # cram would wait for what still holds its pipe.
        command = re.sub(r" &$", " >/dev/null 2>&1 &", command)
        if session != 1:
            command = f"bash --norc -c {shlex.quote(command)} </dev/null"
        first, *rest = command.split("\n")
        yield f"  $ {first}\n" + "".join(f"  > {line}\n" for line in rest)


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        sys.stdout.write("".join(plain(file.read())))
