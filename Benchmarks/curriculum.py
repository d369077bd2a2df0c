"""The curriculum played, beside the same commands in plain bash, bats and cram."""
import os


def measure(figures, nsshell, runs):
    stage = figures.stage
    figures.section("lessons")
    lesson, script = figures.medians([f"{nsshell} lesson uts", f"bash {stage}/uts.sh"], max(5, runs // 2))
    figures.row("nsshell lesson uts", lesson, 60, " ms")
    figures.row("the same commands in a plain script", script, unit=" ms")
    figures.row("nsshell ÷ script", lesson / script, 2.0)
    # What a lesson types, in a plain bash in a lab: these commands need a machine that they may break. The one that needs a
    # control group of its own is left out, since `run` gives none.
    lessons = sorted(name[:-3] for name in os.listdir(f"{stage}/typed"))
    plain = [f"sh -c '{nsshell} run --network -- bash --norc < {stage}/typed/{name}.sh'" for name in lessons]
    played = [f"{nsshell} lesson {name}" for name in lessons]
    times = figures.medians(plain + played, max(3, runs // 8))
    alone, whole = sum(times[:len(lessons)]), sum(times[len(lessons):])
    pairs = [figures.in_turn(command, f"{command} --transcripts {stage}/home", max(5, runs // 2)) for command in played]
    together, = figures.medians([f"{nsshell} lesson {' '.join(lessons)}"], max(3, runs // 8))
    figures.row(f"{len(lessons)} lessons, each by a nsshell of its own", whole, unit=" ms")
    figures.row(f"{len(lessons)} lessons by one nsshell", together, 2000, " ms")
    figures.row("the same commands in plain bash scripts", alone, unit=" ms")
    figures.row("lessons ÷ scripts", together / alone, 1.15)
    figures.row("lessons recorded ÷ not, in turn", sum(kept for _, kept in pairs) / sum(bare for bare, _ in pairs), 1.05)
    replay(figures, nsshell, together, runs)


def replay(figures, nsshell, lessons, runs):
    stage = figures.stage
    figures.section("transcripts, beside cram and bats")
    # As plain files of cram's, and as bats tests, one a command; each file in a lab, since they need a machine to break.
    write(f"{stage}/home/cram.sh", nsshell, f"{stage}/plain", "t", "exec /usr/bin/python3 -m cram --shell=/bin/bash /tmp/x.t")
    write(f"{stage}/home/bats.sh", nsshell, f"{stage}/bats", "bats", "exec bats /tmp/x.bats")
    replayed, one, cram, bats = figures.medians(
        [f"{nsshell} replay {stage}/transcripts", f"{nsshell} replay --jobs 1 {stage}/transcripts",
         f"sh {stage}/home/cram.sh", f"sh {stage}/home/bats.sh"], max(2, runs // 20))
    figures.row("transcripts replayed", replayed, unit=" ms")
    figures.row("transcripts replayed, one by one", one, unit=" ms")
    figures.row("cram, the same commands in plain files", cram, unit=" ms")
    figures.row("bats, a test for each command", bats, unit=" ms")
    figures.row("replay ÷ cram", replayed / cram, 0.5)
    figures.row("lessons ÷ bats", lessons / bats, 0.3)


def write(path, nsshell, folder, suffix, command):
    with open(path, "w") as file:
        file.write(f"for t in {folder}/*.{suffix}; do {nsshell} run --network -- "
                   f"sh -c 'cat > /tmp/x.{suffix}; {command}' < $t; done\n")
