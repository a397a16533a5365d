"""What share of people's errors the check finds, and how often it asks about what is right.

    python benchmarks/seeded.py [--returns 300] [--times 3]

Fills in so many clean returns and counts what the check says of them; then seeds every kind of
error, by itself, into filled returns, so many times each, and counts which are found, and whether
a sheet Start says that a return is ready which the check refuses. Takes some ten minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from seeded.filled import FilledReturn, filled  # noqa: E402
from seeded.kinds import KINDS  # noqa: E402
from seeded.seeding import (  # noqa: E402
    Kind,
    Outcome,
    Seeded,
    fitting,
    is_forbidden,
    outcomes,
    ready_in,
    shares,
    spoilt,
)

from workbook_tools.checks import CheckedReturn, check_file  # noqa: E402
from workbook_tools.form import load_form  # noqa: E402
from workbook_tools.framework import load_framework  # noqa: E402
from workbook_tools.returns import plan_return, return_bytes  # noqa: E402

ROUND = "2006-07"
FORM, FRAMEWORK = load_form(), load_framework()
PLANS = {group.id: plan_return(FORM, FRAMEWORK, ROUND, group.id) for group in FRAMEWORK}


def main() -> None:
    """Print both counts."""
    asked = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    asked.add_argument("--returns", type=int, default=300, help="clean returns to fill in")
    asked.add_argument("--times", type=int, default=3, help="errors of each kind to seed")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        blank = {group: return_bytes(plan) for group, plan in PLANS.items()}
        if options.returns:
            _clean(options.returns, blank, Path(folder))
        if options.times:
            _errors(options.times, blank, Path(folder))


def _clean(returns: int, blank: dict[str, bytes], folder: Path) -> None:
    """Count what the check says of clean returns that it does not say of blank ones."""
    figures, rules = 0, Counter[str]()
    asked = {group: _asked(_check(content, group, folder)) for group, content in blank.items()}
    for number in range(returns):
        group = list(PLANS)[number % len(PLANS)]
        one = filled(PLANS[group], number)
        checked = _check(one.saved(blank[group]), group, folder)
        figures += one.figures
        rules.update(rule for rule, *_ in _asked(checked) - asked[group])
    alarms = sum(rules.values())
    print(f"{returns} clean returns with {figures:,} figures: {alarms} errors and queries,")
    print(f"  {100 * alarms / figures:.1f} in 100 figures")
    for rule, times in rules.most_common():
        print(f"  {times:>5}  {rule}")


def _errors(times: int, blank: dict[str, bytes], folder: Path) -> None:
    """Count which errors are found, each in a return of its own."""
    results: list[Outcome] = []
    ready: list[str] = []
    forbidden: list[str] = []
    returns = [filled(plan, seed) for seed in range(2) for plan in PLANS.values()]
    returns.sort(key=lambda one: len(one.rows))
    paths, before = {}, {}
    for number, one in enumerate(returns):
        group = one.plan.group.id
        before[number] = _check(one.saved(blank[group]), group, folder / str(number))
        paths[number] = folder / str(number) / f"{group}.xlsx"
    for kind in KINDS:
        for number, seeded in _some(kind, returns, times):
            path, touched = spoilt(paths[number], folder / "spoilt", returns[number], [seeded])
            after = check_file(path, FORM, FRAMEWORK)
            results += outcomes([seeded], touched, before[number], after)
            if after.status == "errors" and ready_in(after.workbook):
                (forbidden if is_forbidden(paths[number], path) else ready).append(kind.name)
    counted = shares(results)
    found, tried = map(sum, zip(*counted.values(), strict=True))
    kinds = sum(found_of * 2 > of for found_of, of in counted.values())
    print(f"{len(counted)} kinds of errors, {kinds} found ({100 * kinds / len(counted):.1f}%);")
    print(f"  {tried} errors, {found} found ({100 * found / tried:.1f}%)")
    for name, (found_of, of) in counted.items():
        if found_of < of:
            print(f"  {found_of} of {of}  {name}")
    print(f"ready by its sheet Start, refused by the check: {len(ready)} returns")
    for name in ready:
        print(f"  {name}")
    print(f"  and {len(forbidden)} where someone took the protection off first")


def _some(kind: Kind, returns: list[FilledReturn], times: int) -> Iterator[tuple[int, Seeded]]:
    """Yield places for a kind, each in another return as far as there are some."""
    places = [
        (turn, number, key)
        for number, one in enumerate(returns)
        for turn, key in enumerate(fitting(kind, one))
    ]
    for _, number, key in sorted(places)[:times]:
        yield number, Seeded(kind, (kind.sheet, key))


def _check(content: bytes, group: str, folder: Path) -> CheckedReturn:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{group}.xlsx"
    path.write_bytes(content)
    return check_file(path, FORM, FRAMEWORK)


def _asked(checked: CheckedReturn) -> set[tuple[str, ...]]:
    """Return the errors and queries of a return."""
    return {
        (each.rule, each.sheet, each.row_key, each.message)
        for each in checked.findings
        if each.severity != "note"
    }


if __name__ == "__main__":
    main()
