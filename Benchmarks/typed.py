"""What a lesson types, as a plain script: `typed.py LESSON.md` prints it.

The lines of the first terminal follow each other, so that a shell which one of them starts reads the next ones, as it does
when somebody types. A line of a second terminal is a shell of its own. A program that the lesson interrupts is interrupted.
It checks nothing and waits for nothing.
"""
import re
import shlex
import sys


def lines(text):
    """Session, line (with its continuations) and what key interrupts it, in order."""
    for console in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        found = []
        for line in console.splitlines():
            prompt = re.match(r"([a-z0-9_+:()-]+)(?:@(\d+))?\$ (.*)", line)
            if prompt:
                found.append([int(prompt[2] or 1), prompt[3], None])
            elif line.startswith("> ") and found:
                found[-1][1] += "\n" + line[2:]
            elif line in ("^C", "^D", "^Z") and found:
                found[-1][2] = line
        yield from found


def script(text):
    typed = []
    for session, line, key in lines(text):
        if line == "^D":
            line = "exit"
        if key == "^C":
            line = f"{line} & kill -INT $!"
        typed.append(line if session == 1 else f"bash --norc -c {shlex.quote(line)} </dev/null")
    return "\n".join(typed) + "\n"


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        sys.stdout.write(script(file.read()))
