"""The table that the benchmarks print: medians, ratios, targets; and what is kept of them for docs/proof.md."""
import json
import os
import statistics
import subprocess
import time

ROUNDS, RUNS, LABS = (int(os.environ.get(name, default)) for name, default in (("ROUNDS", 5), ("RUNS", 40), ("LABS", 500)))


class Figures:
    def __init__(self, stage):
        self.stage = stage
        self.missed = []
        self.rows = []
        # By its name: the points of a plot.
        self.series = {}

    def medians(self, commands, runs):
        """Milliseconds, one per command. Rounds alternate the commands, so that what else the machine does hits all."""
        times = [[] for _ in commands]
        export = f"{self.stage}/home/hyperfine.json"
        for _ in range(ROUNDS):
            subprocess.run(["hyperfine", "-N", "--style", "none", "--ignore-failure", "--warmup", "3", "--runs", str(runs),
                            "--export-json", export, *commands], check=True, stderr=subprocess.DEVNULL)
            with open(export) as file:
                for kept, result in zip(times, json.load(file)["results"]):
                    kept += result["times"]
        return [1000 * statistics.median(kept) for kept in times]

    def in_turn(self, first, second, runs):
        """Milliseconds of two commands that are run in turn: for a ratio near 1, of which the machine's moods are no part."""
        times = ([], [])
        for run in range(runs + 1):
            for kept, command in zip(times, (first, second)):
                start = time.perf_counter()
                subprocess.run(command.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                if run > 0:
                    kept.append(time.perf_counter() - start)
        return [1000 * statistics.median(kept) for kept in times]

    def section(self, title):
        self.rows.append((title, None, None))
        print(f"\n{title}", flush=True)

    def row(self, name, value, target=None, unit="", at_least=False):
        """A figure; with a target, whether it is reached."""
        sign = "≥" if at_least else "≤"
        verdict = ""
        if target is not None:
            is_met = value >= target if at_least else value <= target
            verdict = f"{sign} {target}{unit}" + ("" if is_met else "  MISSED")
            if not is_met:
                self.missed.append(name)
        digits = 4 if at_least else 2
        self.rows.append((name, f"{value:.{digits}f}{unit}", verdict))
        print(f"  {name:<52} {value:8.{digits}f}{unit:<5} {verdict}", flush=True)

    def left_out(self, name, reason):
        self.rows.append((name, "", f"left out: {reason}"))
        print(f"  {name:<52} left out: {reason}", flush=True)


def fit(points):
    """Slope, intercept and r² of the straight line through these points, by least squares."""
    xs, ys = zip(*points)
    slope, intercept = statistics.linear_regression(xs, ys)
    return slope, intercept, statistics.correlation(xs, ys) ** 2
