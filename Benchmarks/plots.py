"""What docs/proof.md shows of a run: the table as Markdown, and a picture of each series."""
import os

from figures import fit

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 480, 240, 56, 32, 28
STYLE = ("<style>text{font:12px sans-serif;fill:#555}path,line{stroke:#888;fill:none}.line{stroke:#2a7ae2;stroke-dasharray:4}"
         ".mark{fill:#2a7ae2}</style>")


def svg(title, body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
            f'{STYLE}<text x="{LEFT}" y="16">{title}</text>{body}</svg>\n')


def bars(title, values):
    most = max(value for _, value in values)
    step = (HEIGHT - TOP - 8) / len(values)
    body = ""
    for index, (name, value) in enumerate(values):
        y = TOP + index * step
        length = (WIDTH - 190) * value / most
        body += (f'<text x="100" y="{y + step / 2 + 4:.0f}" text-anchor="end">{name}</text>'
                 f'<rect class="mark" x="108" y="{y + 3:.0f}" width="{length:.0f}" height="{step - 6:.0f}"/>'
                 f'<text x="{114 + length:.0f}" y="{y + step / 2 + 4:.0f}">{value:.1f} ms</text>')
    return svg(title, body)


def points(title, series):
    right, top = max(x for x, _ in series), max(y for _, y in series) * 1.1

    def place(x, y):
        return LEFT + (WIDTH - LEFT - 24) * x / right, HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * y / top

    slope, start, _ = fit(series)
    (x1, y1), (x2, y2) = place(0, max(start, 0)), place(right, slope * right + start)
    body = f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - 24}"/>'
    body += f'<line class="line" x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>'
    for x, y in series:
        across, up = place(x, y)
        body += f'<circle class="mark" cx="{across:.0f}" cy="{up:.0f}" r="3"/>'
    body += f'<text x="{LEFT - 6}" y="{TOP + 12}" text-anchor="end">{top / 1.1:.4g}</text>'
    body += f'<text x="{WIDTH - 24}" y="{HEIGHT - 12}" text-anchor="end">{right}</text>'
    return svg(title, body)


def markdown(rows):
    for name, value, verdict in rows:
        if value is None:
            yield f"\n| {name} | | target |\n|---|---|---|"
        else:
            yield f"| {name} | {value} | {verdict} |"


def write(figures, folder):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/speed.md", "w") as file:
        file.write("\n".join(markdown(figures.rows)).strip() + "\n")
    for title, series in figures.series.items():
        name = title.split(",")[0].replace(" ", "-")
        with open(f"{folder}/{name}.svg", "w") as file:
            file.write(bars(title, series) if isinstance(series[0][0], str) else points(title, series))
