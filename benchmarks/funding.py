"""How long a funding table of 10,000 lines takes, and how many injected errors are found in others.

    python benchmarks/funding.py [--tables 120] [--times 5] [--rounds 5]

Checks tables of 10,000 lines, as .csv and as .xlsx, and prints what that costs beside a bare read
of the same files, taken in one run: machines are noisy, ratios less so. Then injects every kind of
error, by itself, so many times into each of the published and so many made-up tables, has them
read as sheets, and prints how many are found in the right cell, and of how many that arithmetic can
know the cause is among the first three explanations. Clean tables must give no error and no query.
"""

from __future__ import annotations

import argparse
import csv
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import python_calamine
import xlsxwriter

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from funding.counting import injected, tables  # noqa: E402
from funding.grids import checked, counted_through_reading, rounded_alike  # noqa: E402

from workbook_tools.form import load_form  # noqa: E402
from workbook_tools.funding.checking import check_files, read_tables  # noqa: E402

FORM = load_form()
LINES = 10_000


def main() -> None:
    """Print the time, then both rates."""
    asked = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    asked.add_argument("--tables", type=int, default=120, help="made-up tables")
    asked.add_argument("--times", type=int, default=5, help="errors of each kind in each table")
    asked.add_argument("--rounds", type=int, default=5, help="turns of which the best counts")
    options = asked.parse_args()
    # As the command does: values that stay are not looked through for garbage again and again.
    gc.set_threshold(100_000)
    if options.rounds:
        _time(options.rounds)
    if options.tables:
        _errors(options.tables, options.times)


# Time ------------------------------------------------------------------------------


def _time(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, blocks, wrong in (
            ("one block", 1, False),
            ("100 blocks", 100, False),
            ("1,000 blocks", 1000, False),
            ("100 blocks, one figure wrong", 100, True),
        ):
            rows = list(_rows(blocks, wrong))
            text, book = Path(folder) / f"{blocks}.csv", Path(folder) / f"{blocks}.xlsx"
            with text.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
            _write(book, rows)
            bare = _best(rounds, lambda path=book: _bare_read(path))
            print(f"{len(rows):,} lines, {name}")
            for path in (text, book):
                seconds = _best(rounds, lambda path=path: check_files([read_tables(FORM, path)]))
                print(f"  {path.suffix:<6} {seconds / bare:6.1f} x a bare read{seconds:8.2f} s")


def _rows(blocks: int, wrong: bool) -> Iterator[list[object]]:
    chance = random.Random(1)
    whole = [0, 0]
    yield ["Partnership funding 2007/08 (£)"]
    yield ["Funding stream", "Capital", "Revenue", "Total"]
    for block in range(blocks):
        yield [f"Block {block}"]
        sums = [0, 0]
        for line in range(LINES // blocks - (2 if blocks > 1 else 0)):
            amounts = [chance.randint(0, 999_999) for _ in sums]
            sums = [each + amount for each, amount in zip(sums, amounts, strict=True)]
            yield [f"Stream {block} {line}", *amounts, sum(amounts)]
        if wrong and block == 3:
            sums[0] += 90
        whole = [each + amount for each, amount in zip(whole, sums, strict=True)]
        if blocks > 1:
            yield ["Sub total", *sums, sum(sums)]
    yield ["Total", *whole, sum(whole)]


def _write(path: Path, rows: list[list[object]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Funding")
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()


def _bare_read(path: Path) -> None:
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def _best(rounds: int, step: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        step()
        best = min(best, time.process_time() - started)
    return best


# Errors ----------------------------------------------------------------------------


def _errors(many: int, times: int) -> None:
    alarms = sum(
        finding.severity != "note" and finding.rule != "stream-twice"
        for printed in tables(many)
        for finding in checked(FORM, printed).findings
    )
    counts = counted_through_reading(FORM, injected(map(rounded_alike, tables(many)), times))
    total = {
        name: sum(getattr(count, name) for count in counts.values())
        for name in ("injected", "shown", "found", "knowable", "explained")
    }
    print(f"{many + 6} clean tables: {alarms} errors and queries")
    print(f"{total['injected']:,} single errors, {total['shown']:,} change a control;")
    print(f"  found in the right cell: {_share(total['found'], total['shown'])}")
    print("  cause among the first three where arithmetic can know it: ", end="")
    print(_share(total["explained"], total["knowable"]))
    for kind, count in counts.items():
        of = (
            f"{count.found} of {count.shown} found, {count.explained} of {count.knowable} explained"
        )
        print(f"  {kind:<26} {of}" if count.shown else f"  {kind:<26} changes no control")


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({100 * part / max(whole, 1):.1f}%)"


if __name__ == "__main__":
    main()
