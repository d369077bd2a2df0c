"""The measuring half of run.sh: runs in the directory that run.sh prepared, as the user that is measured."""
import json
import os
import statistics
import subprocess
import sys

import prompt
import tracing

stage = sys.argv[1]
rounds, runs, labs = (int(os.environ.get(name, default)) for name, default in
                      (("ROUNDS", 5), ("RUNS", 40), ("LABS", 200)))
NSSHELL, FLOOR = f"{stage}/nsshell", f"{stage}/floor"
BWRAP = "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp true"
LESSONS = sorted(name[:-3] for name in os.listdir(f"{stage}/typed"))
missed = []


def medians(commands, runs):
    """Milliseconds, one per command. Rounds alternate the commands, so that what else the machine does hits all."""
    times = [[] for _ in commands]
    export = f"{stage}/home/hyperfine.json"
    for _ in range(rounds):
        subprocess.run(["hyperfine", "-N", "--style", "none", "--ignore-failure", "--warmup", "3", "--runs", str(runs),
                        "--export-json", export, *commands], check=True, stderr=subprocess.DEVNULL)
        with open(export) as file:
            for kept, result in zip(times, json.load(file)["results"]):
                kept += result["times"]
    return [1000 * statistics.median(kept) for kept in times]


def row(name, value, target=None, unit=""):
    verdict = ""
    if target is not None:
        verdict = f"≤ {target}{unit}" if value <= target else f"≤ {target}{unit}  MISSED"
        if value > target:
            missed.append(name)
    print(f"  {name:<44} {value:8.2f}{unit:<5} {verdict}")


def pss(pid):
    """KiB of memory that this process answers for."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


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


def weigh(program):
    """The mean MiB of a lab beside its shell: the program's own processes and the lab's init."""
    words = [program] + (["run", "--"] if program == NSSHELL else [])
    ready, said = os.pipe()
    waits, end = os.pipe()  # closing `end` is what ends every lab
    here = depth_and_pid("self")[0]
    started = [subprocess.Popen([*words, "sh", "-c", "echo ready; read end; :"], stdin=waits, stdout=said)
               for _ in range(labs)]
    os.close(said)
    os.close(waits)
    try:
        with os.fdopen(ready) as lines:
            for number in range(labs):
                if lines.readline() != "ready\n":
                    raise SystemExit(f"bench: only {number} of {labs} labs were made")
            total = 0
            for process in started:
                family = [process.pid, *(child for child in children(process.pid))]
                inits = [pid for pid in family if depth_and_pid(pid) == (here + 1, 1)]
                if len(inits) != 1:
                    raise SystemExit(f"bench: {len(inits)} inits beside process {process.pid}, not one")
                ours = [pid for pid in family if depth_and_pid(pid)[0] == here]
                total += sum(pss(pid) for pid in ours + inits)
    finally:
        os.close(end)
        for process in started:
            process.wait()
    return total / labs / 1024


print(f"as uid {os.geteuid()}: medians of {rounds} × {runs} runs\n")
lab, bwrap, floor = medians([f"{NSSHELL} run -- true", BWRAP, f"{FLOOR} true"], runs)
row("nsshell run -- true", lab, unit=" ms")
row("bwrap --unshare-all … true", bwrap, unit=" ms")
row("floor true (plain C)", floor, unit=" ms")
row("nsshell ÷ bwrap", lab / bwrap, 0.75)
row("nsshell ÷ floor", lab / floor, 1.8)
print()
lesson, script = medians([f"{NSSHELL} lesson uts", f"bash {stage}/uts.sh"], max(5, runs // 2))
row("nsshell lesson uts", lesson, 60, " ms")
row("the same commands in a plain script", script, unit=" ms")
row("nsshell ÷ script", lesson / script, 2.0)
print()
# What a lesson types, in a plain bash in a lab: these commands need a machine that they may break. The one that needs a
# control group of its own is left out, since `run` gives none.
plain = [f"sh -c '{NSSHELL} run --network -- bash --norc < {stage}/typed/{name}.sh'" for name in LESSONS]
played = [f"{NSSHELL} lesson {name}" for name in LESSONS]
recorded = [f"{command} --transcripts {stage}/home" for command in played]
times = medians(plain + played + recorded, max(3, runs // 8))
alone, whole, kept = (sum(times[at:at + len(LESSONS)]) for at in range(0, len(times), len(LESSONS)))
row(f"{len(LESSONS)} lessons of the curriculum", whole, 2000, " ms")
row("the same commands in plain bash scripts", alone, unit=" ms")
row("lessons ÷ scripts", whole / alone, 1.3)
row("lessons recorded ÷ not", kept / whole, 1.05)
print()
# The same commands as plain files of cram's, one by one, each in a lab, since they need a machine that they may break.
CRAM = "cat > /tmp/x.t; exec /usr/bin/python3 -m cram --shell=/bin/bash /tmp/x.t"
with open(f"{stage}/home/cram.sh", "w") as file:
    file.write(f"for t in {stage}/plain/*.t; do {NSSHELL} run --network -- sh -c '{CRAM}' < $t; done\n")
replayed, one, cram = medians([f"{NSSHELL} replay {stage}/transcripts", f"{NSSHELL} replay --jobs 1 {stage}/transcripts",
                               f"sh {stage}/home/cram.sh"], max(2, runs // 20))
row("transcripts replayed", replayed, unit=" ms")
row("transcripts replayed, one by one", one, unit=" ms")
row("cram, the same commands in plain files", cram, unit=" ms")
row("replay ÷ cram", replayed / cram, 0.5)
print()
row(f"floor: one of {labs} labs alive, Pss", weigh(FLOOR), unit=" MiB")
row(f"nsshell: one of {labs} labs alive, Pss", weigh(NSSHELL), 3, " MiB")
print()
start, bash = medians([f"sh -c '{NSSHELL} learn uts < /dev/null'", "sh -c 'bash -i < /dev/null'"], max(5, runs // 2))
row("first prompt: learn uts, nothing typed", start, unit=" ms")
row("bash -i, nothing typed", bash, unit=" ms")
row("(learn - lab) ÷ bash -i", (start - lab) / bash, 1.5)
there, plain_bash = prompt.round_trips(NSSHELL, 2)
row("`true` at the prompt of learn", there, unit=" ms")
row("`true` at the prompt of plain bash", plain_bash, unit=" ms")
row("round trip ÷ plain bash", there / plain_bash, 1.5)
listed = json.loads(subprocess.check_output([NSSHELL, "lessons", "--json"]))
counts = [(lesson["name"], len(lesson["steps"])) for lesson in listed if lesson["name"] != "cgroup"]
resident, (slowest, lesson) = prompt.whole_curriculum(NSSHELL, counts)
row("nsshell after the whole curriculum, resident", resident, 30, " MiB")
row(f"the slowest :reset ({lesson})", 1000 * slowest, 300, " ms")
print()
# Each shuffled with the same command in a shell that was never traced.
for title, (ratio, off) in tracing.ratios(NSSHELL, 3 * rounds).items():
    row(f"{title}, untraced", off, unit=" ms")
    row(":kernel on ÷ untraced", ratio, 1.25)
print()
if missed:
    print("missed: " + ", ".join(missed))
    sys.exit(1)
print("every target is met")
