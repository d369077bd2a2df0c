"""The measuring half of run.sh: runs in the directory that run.sh prepared, as the user that is measured."""
import json
import os
import subprocess
import sys

import crowd
import curriculum
import figures
import plots
import prompt
import reading
import sandboxes
import tracing

stage, parts = sys.argv[1], sys.argv[2].split(",")
NSSHELL, FLOOR = f"{stage}/nsshell", f"{stage}/floor"
table = figures.Figures(stage)


def at_the_prompt(lab):
    table.section("at the prompt")
    start, bash = table.medians([f"sh -c '{NSSHELL} learn uts < /dev/null'", "sh -c 'bash -i < /dev/null'"],
                                max(5, figures.RUNS // 2))
    table.row("first prompt: learn uts, nothing typed", start, unit=" ms")
    table.row("bash -i, nothing typed", bash, unit=" ms")
    table.row("(learn - lab) ÷ bash -i", (start - lab) / bash, 1.5)
    there, plain_bash, relayed = prompt.round_trips(NSSHELL, 2)
    table.row("`true` at the prompt of learn", there, unit=" ms")
    table.row("`true` at the prompt of plain bash", plain_bash, unit=" ms")
    table.row("the same below script(1), which passes bytes on", relayed, unit=" ms")
    table.row("round trip ÷ plain bash", there / plain_bash, 1.2)
    table.row("script(1) ÷ plain bash", relayed / plain_bash)
    table.row("round trip ÷ script(1)", there / relayed)
    listed = json.loads(subprocess.check_output([NSSHELL, "lessons", "--json"]))
    counts = [(lesson["name"], len(lesson["steps"])) for lesson in listed if lesson["name"] != "cgroup"]
    resident, (slowest, lesson) = prompt.whole_curriculum(NSSHELL, counts)
    table.row("nsshell after the whole curriculum, resident", resident, 30, " MiB")
    table.row(f"the slowest :reset ({lesson})", 1000 * slowest, 300, " ms")


def traced():
    # Each shuffled with the same command in a shell that was never traced.
    table.section("calls traced")
    for title, (ratio, off) in tracing.ratios(NSSHELL, 3 * figures.ROUNDS).items():
        table.row(f"{title}, untraced", off, unit=" ms")
        table.row(f"{title}, :kernel on ÷ untraced", ratio, 1.25)


def wanted(part):
    return parts == [""] or part in parts


print(f"as uid {os.geteuid()}: medians of {figures.ROUNDS} × {figures.RUNS} runs")
lab = sandboxes.measure(table, NSSHELL, FLOOR, figures.RUNS) if wanted("lab") or wanted("prompt") else 0
if wanted("lessons"):
    curriculum.measure(table, NSSHELL, figures.RUNS)
if wanted("prompt"):
    at_the_prompt(lab)
if wanted("tracing"):
    traced()
if wanted("crowd"):
    crowd.measure(table, NSSHELL, FLOOR)
if wanted("reading"):
    reading.measure(table, NSSHELL, max(3, figures.RUNS // 8))
plots.write(table, f"{stage}/proof")
print()
if table.missed:
    print("missed: " + ", ".join(table.missed))
    sys.exit(1)
print("every target is met")
