"""What the LAA spreadsheet costs for 12, 120 and 1,200 returns, and whether it grows linearly.

    python benchmarks/consolidating.py [RETURNS…]

An authority of so many returns is the published one so many times over: its theme groups,
indicators and values again under other ids, the figures moved a little by a seeded generator. Each
size is written in a process of its own. Ratios are to the smallest, a return.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from workbook_tools.consolidated import Book, spreadsheet_bytes
from workbook_tools.folder.publishing import book_of
from workbook_tools.folder.rounds import Terms
from workbook_tools.form import load_form
from workbook_tools.framework import Framework, load_framework
from workbook_tools.ledger import Ledger, SourcedRecord
from workbook_tools.published.rows import PUBLISHED_ROUND

SIZES = (12, 120, 1200)
_ONE = "--one"
"""Asks for one size, in this process; the answer is JSON."""


def main() -> None:
    """Write each size in a process of its own, and print what it cost."""
    arguments = sys.argv[1:]
    if arguments[:1] == [_ONE]:
        print(json.dumps(_measured(Path(arguments[1]), int(arguments[2]))))
        return
    sizes = [int(each) for each in arguments] or list(SIZES)
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: what this one needs at most is counted to those that it starts.
        subprocess.run(
            [sys.executable, "-m", "workbook_tools", "demo", "--out", f"{folder}/demo"],
            check=True,
            capture_output=True,
        )
        ledger = Path(folder) / "demo" / "ledger.sqlite"
        costs = [_in_own_process(ledger, size) for size in sizes]
    first = costs[0]["seconds"] / sizes[0]
    print(
        f"{'returns':>8} {'CPU s':>8} {'a return':>10} {'ratio':>6} {'peak MB':>8} {'file MB':>8}"
    )
    for size, cost in zip(sizes, costs, strict=True):
        each = cost["seconds"] / size
        print(
            f"{size:>8,} {cost['seconds']:>8.2f} {each * 1000:>7.0f} ms {each / first:>6.2f} "
            f"{cost['peak']:>8.0f} {cost['file']:>8.1f}"
        )


def _in_own_process(ledger: Path, size: int) -> dict[str, float]:
    told = subprocess.run(
        [sys.executable, __file__, _ONE, str(ledger), str(size)],
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, float] = json.loads(told.stdout)
    return answer


def _measured(ledger: Path, size: int) -> dict[str, float]:
    form, framework = load_form(), load_framework()
    terms = Terms(form, framework, framework.round(PUBLISHED_ROUND), "open")
    with Ledger.open(ledger, create=False) as opened:
        book = _times(book_of(opened, terms), size // len(framework.theme_groups))
    started = time.process_time()
    content = spreadsheet_bytes(book)
    return {
        "seconds": time.process_time() - started,
        # In kilobytes, but for macOS.
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        / (1e6 if sys.platform == "darwin" else 1e3),
        "file": len(content) / 1e6,
    }


def _times(book: Book, times: int) -> Book:
    """Return a book with everything in it so many times, each time with other ids."""
    if times == 1:
        return book
    generator = random.Random(2007)
    framework = book.framework
    received = {
        f"{group}-{number}": replace(each, theme_group=f"{group}-{number}")
        for number in range(times)
        for group, each in book.received.items()
    }
    findings = {
        f"{group}-{number}": found
        for number in range(times)
        for group, found in book.findings.items()
    }
    return replace(
        book,
        framework=_larger(framework, times),
        records=tuple(_records(book, times, generator)),
        received=received,
        findings=findings,
    )


def _records(book: Book, times: int, generator: random.Random) -> Iterator[SourcedRecord]:
    for number in range(times):
        for record in book.records:
            moved = record.value
            if moved is not None and record.measure == "value":
                moved = round(moved * generator.uniform(0.95, 1.05), 1)
            yield replace(
                record,
                indicator=f"{record.indicator}-{number}",
                theme_group=f"{record.theme_group}-{number}",
                value=moved,
            )


def _larger(framework: Framework, times: int) -> Framework:
    numbers = range(times)

    def again(id_: str, number: int) -> str:
        return f"{id_}-{number}" if id_ else ""

    return replace(
        framework,
        fingerprint=f"{framework.fingerprint}x{times}",
        theme_groups=tuple(
            replace(g, id=again(g.id, n), title=f"{g.title} {n + 1}", code=f"{g.code}{n}")
            for n in numbers
            for g in framework.theme_groups
        ),
        outcomes=tuple(
            replace(o, id=again(o.id, n), theme_group=again(o.theme_group, n))
            for n in numbers
            for o in framework.outcomes
        ),
        indicators=tuple(
            replace(
                row,
                id=again(row.id, n),
                theme_group=again(row.theme_group, n),
                heading=again(row.heading, n),
                outcome=again(row.outcome, n),
            )
            for n in numbers
            for row in framework.indicators
        ),
        figures=tuple(
            replace(f, indicator=again(f.indicator, n), joint=again(f.joint, n))
            for n in numbers
            for f in framework.figures
        ),
        reward_targets=(),
        plan=(),
        plan_links=(),
        possible_indicators=(),
        communities=(),
        activities=(),
        recommendations=(),
    )


if __name__ == "__main__":
    main()
