"""Reading lessons of 10 to 10,000 steps."""
from figures import fit

HEAD = "---\nlesson: long\ntitle: Long\nkinds: [uts]\nminutes: 1\n---\nWords.\n"
STEP = "\n## Step {0}\n\n```console\nhost$ true\n```\n```expect\nhost.hostname: n{0}\n```\n"


def measure(figures, nsshell, runs):
    figures.section("reading a lesson (nsshell lint)")
    counts = (10, 100, 1000, 3000, 10_000)
    commands = []
    for count in counts:
        path = f"{figures.stage}/home/long{count}.md"
        with open(path, "w") as file:
            file.write(HEAD + "".join(STEP.format(number) for number in range(count)))
        commands.append(f"{nsshell} lint {path}")
    times = figures.medians(commands, runs)
    for count, value in zip(counts, times):
        figures.row(f"{count} steps", value, unit=" ms")
    points = list(zip(counts, times))
    slope, _, straight = fit(points)
    figures.row("a step more", 1000 * slope, unit=" µs")
    figures.row("how straight the line is, r²", straight, 0.99, at_least=True)
    figures.series["reading a lesson, ms by steps"] = points
