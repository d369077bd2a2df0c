"""Labs that are alive at once: what they weigh, and what making one more takes then."""
import os
import statistics
import subprocess
import time

from figures import LABS, fit


def pss(pid):
    """KiB of memory that this process answers for."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def available():
    """KiB that the machine has left."""
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("MemAvailable:"))


def children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            found += map(int, file.read().split())
    return found


def depth_and_pid(pid):
    """How deep in PID namespaces, and the PID in the innermost."""
    with open(f"/proc/{pid}/status") as file:
        ids = next(line for line in file if line.startswith("NSpid:")).split()[1:]
    return len(ids), int(ids[-1])


class Crowd:
    """Programs that each keep a lab with a shell in it, until they are let go."""

    def __init__(self, words):
        self.words = words
        self.here = depth_and_pid("self")[0]
        self.started = []
        self.ready, self.said = os.pipe()
        self.waits, self.end = os.pipe()  # closing `end` is what ends every lab
        self.lines = os.fdopen(self.ready)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.end)
        os.close(self.said)
        os.close(self.waits)
        for process in self.started:
            process.wait()
        self.lines.close()

    def grow(self, count):
        """Until there are so many."""
        while len(self.started) < count:
            self.started.append(subprocess.Popen([*self.words, "sh", "-c", "echo ready; read end; :"], stdin=self.waits,
                                                 stdout=self.said))
            if self.lines.readline() != "ready\n":
                raise SystemExit(f"bench: only {len(self.started) - 1} of {count} labs were made")

    def weight(self):
        """MiB of all programs and the labs' inits, the shells not counted."""
        # nsshell has a guardian beside what takes longer than 20 ms: all have theirs then.
        time.sleep(0.2)
        total = 0
        for process in self.started:
            family = [process.pid, *children(process.pid)]
            inits = [pid for pid in family if depth_and_pid(pid) == (self.here + 1, 1)]
            if len(inits) != 1:
                raise SystemExit(f"bench: {len(inits)} inits beside process {process.pid}, not one")
            total += sum(pss(pid) for pid in family if depth_and_pid(pid)[0] == self.here or pid in inits)
        return total / 1024


def start(words):
    """Median milliseconds of one more lab."""
    times = []
    for _ in range(21):
        begin = time.perf_counter()
        subprocess.run([*words, "true"], check=True, stdin=subprocess.DEVNULL)
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def measure(figures, nsshell, floor):
    figures.section(f"labs alive at once, 1 to {LABS}")
    steps = sorted({1, *(LABS * part // 10 for part in range(1, 11))})
    slopes = {}
    for name, words in (("plain C", [floor]), ("nsshell", [nsshell, "run", "--"])):
        weights, takings, starts = [], [], []
        with Crowd(words) as crowd:
            before = available()
            for count in steps:
                crowd.grow(count)
                weights.append((count, crowd.weight()))
                takings.append((count, (before - available()) / 1024))
                starts.append((count, start(words)))
        slopes[name] = fit(weights)
        if name == "nsshell":
            figures.series["memory of all labs, MiB"] = weights
            figures.series["one more lab, ms"] = starts
            taken = fit(takings)
            first, last = starts[0][1], starts[-1][1]
    figures.row("plain C: a lab beside its shell, Pss", slopes["plain C"][0], unit=" MiB")
    figures.row("nsshell: a lab beside its shell, Pss", slopes["nsshell"][0], 2, " MiB")
    figures.row("nsshell: how straight the line is, r²", slopes["nsshell"][2], 0.99, at_least=True)
    figures.row("nsshell: a lab with its shell and the kernel's part", taken[0], unit=" MiB")
    figures.row("one more lab, where there is one", first, unit=" ms")
    figures.row(f"one more lab, where there are {LABS}", last, unit=" ms")
