"""How the work grows with the number of returns, beside a bare read and other ways of doing it.

    python benchmarks/scale.py [--sizes 12,120,1200] [--jobs N] [--write DIR]

Each size is checked as ``laa check`` does it, in this process and on all cores: the returns of
the published round, over and over, one round's twelve after the other. In the same run a bare
read of the same files (python-calamine, values only) is the floor, and pandas with openpyxl
reading every sheet, without any check of it, is how people do it otherwise; both take turns on at
most ``--others`` files, for they are slow or tell nothing new. Every size and way runs in a
process of its own, whose peak of memory, and that of the largest of its workers, is told.
With ``--write`` table and chart go into a folder of documents.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FLOOR = "bare read (python-calamine)"
ONE = "whole check, one process"
ALL = "whole check, all cores"
OTHERWISE = "reading alone, pandas with openpyxl"
NATIONAL = 7200
"""Returns of a round of 150 areas."""
WAYS = (FLOOR, ONE, ALL, OTHERWISE)


@dataclass(frozen=True)
class Measured:
    """What one way took for one size."""

    way: str
    returns: int
    seconds: float
    """By the clock."""
    cpu: float
    """Of all processes."""
    memory: float
    """MB at most, of the process itself."""
    workers: float
    """MB at most, of the largest of its workers; 0 where it had none."""

    @property
    def each(self) -> float:
        """Seconds of the clock for one return."""
        return self.seconds / self.returns


def main() -> None:
    """Measure each size in each way, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="12,120,1200")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--others", type=int, default=120)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--once", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        folder, way, returns = given.once
        print(json.dumps(once(Path(folder), way, int(returns), given.jobs)))
        return
    sizes = [int(size) for size in given.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        found = [
            measured(folder, way, returns, given.jobs)
            for returns in sizes
            for way in WAYS
            if way in (ONE, ALL) or returns <= given.others
        ]
    lines = list(table(found))
    print("\n".join(lines))
    if given.write:
        write(given.write, found, lines, given.jobs)


def fill(folder: Path) -> None:
    """Write the twelve completed returns of the published round."""
    from workbook_tools.form import load_form
    from workbook_tools.framework import load_framework
    from workbook_tools.published.completing import complete
    from workbook_tools.published.rows import PUBLISHED_ROUND
    from workbook_tools.returns import plan_return, return_bytes

    form, framework = load_form(), load_framework()
    for group in framework.theme_groups:
        plan = plan_return(form, framework, PUBLISHED_ROUND, group.id)
        (folder / plan.file_name).write_bytes(complete(plan, return_bytes(plan)))


def measured(folder: str, way: str, returns: int, jobs: int) -> Measured:
    """Measure in a process of its own, so that nothing is left over from another."""
    command = [sys.executable, __file__, "--jobs", str(jobs), "--once", folder, way, str(returns)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(f"{way}, {returns}: {answer['seconds']:.2f} s", file=sys.stderr)
    return Measured(way, returns, **answer)


def once(folder: Path, way: str, returns: int, jobs: int) -> dict[str, float]:
    """Do it once and return what it took."""
    twelve = sorted(folder.glob("*.xlsx"))
    files = (twelve * (returns // len(twelve) + 1))[:returns]
    work = {
        FLOOR: lambda: bare_read(files),
        ONE: lambda: whole_check(files, 1),
        ALL: lambda: whole_check(files, jobs),
        OTHERWISE: lambda: read_by_pandas(files),
    }[way]
    started = time.perf_counter()
    workers = work()
    seconds = time.perf_counter() - started
    own, peak = used_by(os.getpid())
    return {
        "seconds": seconds,
        "cpu": own + sum(each[0] for each in workers),
        "memory": peak,
        "workers": max((each[1] for each in workers), default=0.0),
    }


def whole_check(files: Sequence[Path], jobs: int) -> list[tuple[float, float]]:
    """Check files as the command does; return processor time and memory of each worker."""
    import gc

    from workbook_tools.folder import Folder
    from workbook_tools.folder.checking import Checking, check_many
    from workbook_tools.hands import Hands
    from workbook_tools.problems import LaaError

    gc.set_threshold(100_000)
    workers: dict[int, tuple[float, float]] = {}
    kept = []  # As the command does, which compares them with each other.
    for number, outcome in enumerate(check_many(Checking(Folder()), files, Hands(jobs))):
        assert not isinstance(outcome, LaaError), outcome
        kept.append(outcome)
        if (jobs > 1 and number % 10 == 9) or number == len(files) - 1:
            workers |= {child: used_by(child) for child in below(os.getpid())}
    return list(workers.values()) if jobs > 1 else []


def below(process: int) -> list[int]:
    """Return all processes that a process has started, and those that these have."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *below(child))]


def used_by(process: int) -> tuple[float, float]:
    """Return seconds of processor time and the peak of memory, in MB, of a process."""
    times = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    seconds = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
    peak = Path(f"/proc/{process}/status").read_text().partition("VmHWM:")[2].split()[0]
    return seconds, int(peak) / 1024


def bare_read(files: Sequence[Path]) -> list[tuple[float, float]]:
    """Read the values of each sheet, and nothing else."""
    import python_calamine

    for path in files:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()
    return []


def read_by_pandas(files: Sequence[Path]) -> list[tuple[float, float]]:
    """Read each sheet into a table, as most do it."""
    import pandas as pd

    for path in files:
        pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
    return []


def table(found: Sequence[Measured]) -> list[str]:
    """Return the table as the documents have it."""
    floor = max((each for each in found if each.way == FLOOR), key=lambda each: each.returns)
    lines = [
        "| returns | what | seconds | returns a second | ratio to the floor | CPU seconds "
        "| MB, the process | MB, a worker |",
        "|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    for each in found:
        workers = f"{each.workers:.0f}" if each.workers else ""
        lines.append(
            f"| {each.returns:,} | {each.way} | {each.seconds:.1f} | {1 / each.each:.1f} "
            f"| {each.each / floor.each:.1f} | {each.cpu:.1f} | {each.memory:.0f} | {workers} |"
        )
    return lines


def slope(found: Sequence[Measured], way: str) -> tuple[float, float]:
    """Return what starting costs, in seconds, and what each further return does."""
    first, *_, last = (each for each in found if each.way == way)
    step = (last.seconds - first.seconds) / (last.returns - first.returns)
    return first.seconds - step * first.returns, step


def write(folder: Path, found: Sequence[Measured], lines: Sequence[str], jobs: int) -> None:
    """Put table, slope and chart into the documents."""
    _, one = slope(found, ONE)
    _, many = slope(found, ALL)
    (folder / "pictures" / "scale.svg").write_text(chart(found), encoding="utf-8")
    document = folder / "scale.md"
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    told = [
        *lines,
        "",
        f"Slope: {one * 1000:.0f} ms for each further return in one process, {many * 1000:.0f} ms "
        f"on {jobs} cores ({one / many:.2f} times as fast).",
    ]
    if max(each.returns for each in found) < NATIONAL:
        told[-1] += (
            f" By this slope, not measured: {NATIONAL:,} returns in {NATIONAL * one / 60:.1f} and "
            f"{NATIONAL * many / 60:.1f} minutes."
        )
    document.write_text(
        before + BEGIN + "\n" + "\n".join(told) + "\n" + END + after, encoding="utf-8"
    )


BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"


def chart(found: Sequence[Measured]) -> str:
    """Return a chart of seconds by number of returns, both by tens, as SVG."""
    import math

    shades = {FLOOR: "#6f777b", ONE: "#1d70b8", ALL: "#00703c", OTHERWISE: "#942514"}
    width, height, left, bottom = 640, 400, 60, 50
    most = max(each.returns for each in found)
    tops = [each.seconds for each in found]
    low, high = math.floor(math.log10(min(tops))), math.ceil(math.log10(max(tops)))
    first, last = 1.0, math.ceil(math.log10(most))

    def across(returns: float) -> float:
        return left + (math.log10(returns) - first) / (last - first) * (width - left - 30)

    def up(seconds: float) -> float:
        return height - bottom - (math.log10(seconds) - low) / (high - low) * (height - bottom - 70)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="Arial, sans-serif" font-size="12" fill="#0b0c0c">',
        "<title>Seconds by number of returns</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        y = up(10**power)
        parts.append(f'<path d="M{left} {y:.1f}H{width - 30}" stroke="#d8dde0"/>')
        parts.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for returns in sorted({each.returns for each in found}):
        x = across(returns)
        parts.append(
            f'<text x="{x:.1f}" y="{height - bottom + 18}" text-anchor="middle">{returns:,}</text>'
        )
    parts.append(f'<text x="{left}" y="{height - 10}">returns (each step ten times as many)</text>')
    parts.append(f'<text x="{left - 40}" y="16">seconds</text>')
    for place, (way, shade) in enumerate(shades.items()):
        points = [(across(e.returns), up(e.seconds)) for e in found if e.way == way]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{shade}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{shade}"/>' for x, y in points]
        x, y = left + 20 + place % 2 * 270, 30 + place // 2 * 18
        parts.append(f'<path d="M{x} {y - 4}h22" stroke="{shade}" stroke-width="3"/>')
        parts.append(f'<text x="{x + 28}" y="{y}">{way}</text>')
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    main()
