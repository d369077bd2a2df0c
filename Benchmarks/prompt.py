"""A learner's prompt on a terminal: how long a command takes to come back, and what nsshell weighs afterwards."""
import os
import pty
import re
import select
import signal
import statistics
import time

PROMPT = re.compile(rb"(?:^|[\r\n])(?:[a-z:+()0-9]+ (?:[^\r\n ]+ \$|sys>) |bench\$ )$")
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A program on a terminal of its own, and what it has shown since it was asked last."""

    def __init__(self, command, **environment):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.update(environment)
            os.execvp(command[0], command)
        self.shown = b""
        self.await_prompt()

    def await_prompt(self):
        while not PROMPT.search(ESCAPES.sub(b"", self.shown)):
            if not select.select([self.master], [], [], 30)[0]:
                raise SystemExit(f"bench: no prompt came: {self.shown[-500:]!r}")
            self.shown += os.read(self.master, 65536)

    def ask(self, line):
        """Seconds from the first key to the next prompt.

        nsshell shows it when the command has been judged and the next line can be typed, so this is the whole of what a
        learner waits for: the line edited, run by the session's shell, the step looked at, the prompt read from the kernel.
        """
        self.shown = b""
        start = time.perf_counter()
        os.write(self.master, line.encode() + b"\r")
        # What is echoed ends with a newline, and a prompt of before is not in it.
        self.await_prompt()
        return time.perf_counter() - start

    def resident(self):
        """KiB of its own memory."""
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)


def round_trips(nsshell, rounds, count=200):
    """Median milliseconds of `true`, typed side by side: into nsshell, into plain bash, and into one below script(1),
    which does nothing but pass bytes on: what any program between a terminal and a shell costs."""
    names = ("nsshell", "bash", "relayed")
    times = {name: [] for name in names}
    bash = ["bash", "--norc", "--noprofile", "-i"]
    for _ in range(rounds):
        terminals = {
            "nsshell": Terminal([nsshell, "learn", "uts"], TERM="dumb"),
            "bash": Terminal(bash, TERM="dumb", PS1="bench$ "),
            "relayed": Terminal(["script", "-qc", "PS1='bench$ ' " + " ".join(bash), "/dev/null"], TERM="dumb"),
        }
        for name, terminal in terminals.items():
            times[name] += [terminal.ask("true") for _ in range(count)]
        for terminal in terminals.values():
            terminal.close()
    return [1000 * statistics.median(times[name]) for name in names]


def whole_curriculum(nsshell, lessons):
    """MiB that nsshell has resident when every lesson was gone through by `:skip`; and the worst `:reset`, in seconds."""
    terminal = Terminal([nsshell, "learn", lessons[0][0]], TERM="dumb")
    worst = (0, "")
    for name, steps in lessons:
        terminal.ask(f":learn {name}")
        terminal.ask(":goto 1")
        for step in range(steps):
            if step == steps - 1:
                worst = max(worst, (terminal.ask(":reset"), name))
            terminal.ask(":skip")
    resident = terminal.resident() / 1024
    terminal.close()
    return resident, worst
