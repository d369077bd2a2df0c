"""What it costs a command that its system calls are traced (`:kernel on`), beside a shell that never was.

As a program: tracing.py NSSHELL [ROUNDS] prints a table."""
import random
import re
import statistics
import sys

import prompt

COMMANDS = {
    "builtin true × 20,000": "for i in {1..20000}; do true; done",
    "unshare -u true × 40": "for i in {1..40}; do unshare -u true; done",
    "ip link add veth × 20": "for i in {1..20}; do ip link add a$i type veth peer name b$i; done",
    "/bin/true × 500": "for i in {1..500}; do /bin/true; done",
}
UNDO = {"ip link add veth × 20": "for i in {1..20}; do ip link del a$i; done"}
TIMED = "s=$EPOCHREALTIME; {}; e=$EPOCHREALTIME; echo \"took-\"$((${{e/./}} - ${{s/./}}))"


def took(terminal, command):
    """Microseconds, by the lab's own shell: the prompt and what nsshell shows are not in it."""
    terminal.ask(TIMED.format(command))
    return int(re.findall(rb"took-(\d+)", terminal.shown)[-1])


def ratios(nsshell, rounds):
    """By command: the median of its time traced ÷ untraced, round by round, and the untraced milliseconds."""
    terminals = {}
    for name in ("off", "on"):
        terminals[name] = prompt.Terminal([nsshell, "learn", "uts"], TERM="dumb")
        terminals[name].ask(":play")
    terminals["on"].ask(":kernel on")
    found = {}
    for title, command in COMMANDS.items():
        times = {"off": [], "on": []}
        for _ in range(rounds):
            order = list(terminals)
            random.shuffle(order)
            for name in order:
                times[name].append(took(terminals[name], command))
                if title in UNDO:
                    terminals[name].ask(UNDO[title])
        pairs = [on / off for on, off in zip(times["on"], times["off"])]
        found[title] = (statistics.median(pairs), statistics.median(times["off"]) / 1000)
    for terminal in terminals.values():
        terminal.close()
    return found


if __name__ == "__main__":
    for title, (ratio, off) in ratios(sys.argv[1], int((sys.argv + ["15"])[2])).items():
        print(f"{title:28}{off:10.2f} ms untraced{ratio:8.2f} × traced")
