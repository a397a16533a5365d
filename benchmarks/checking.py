"""How long reading and checking returns takes, beside a bare read of the same files.

    python benchmarks/checking.py [ROUNDS]

Prints ratios taken in one run, in turn: machines are noisy, ratios less so. Each is
the best of ROUNDS (10 unless told) turns of processor time. What openpyxl reads are the same
facts: formulas and formats, and in a second pass the results.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import python_calamine

from workbook_tools.checks import check_file
from workbook_tools.checks.results import Entries, laid_out, work_out
from workbook_tools.form import Form, load_form
from workbook_tools.formulas.engine import Calculation
from workbook_tools.framework import Framework, load_framework
from workbook_tools.published.completing import complete
from workbook_tools.published.rows import PUBLISHED_ROUND
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.rules.issued import IssuedReturn, forget_plans
from workbook_tools.rules.placed import instances
from workbook_tools.workbooks import open_workbook

BARE = "bare read (python-calamine)"
WITHOUT = "the same, all put to the engine"


def main() -> None:
    """Write the twelve completed returns, then time each step over all of them."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    form, framework = load_form(), load_framework()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for group in framework:
            plan = plan_return(form, framework, PUBLISHED_ROUND, group.id)
            files.append(Path(folder) / plan.file_name)
            files[-1].write_bytes(complete(plan, return_bytes(plan)))
        checked = [check_file(path, form, framework) for path in files]
        plans = [(each.plan, each.entries) for each in checked if each.plan]
        rules = sum(len(plan.instances) for plan, _ in plans)
        # As the command does it; and what is held here is no part of what is timed.
        gc.set_threshold(100_000)
        gc.collect()
        gc.freeze()
        steps: dict[str, Callable[[], object]] = {
            BARE: lambda: [_bare_read(path) for path in files],
            "reading": lambda: [open_workbook(path) for path in files],
            "formulas and rules": lambda: [_ask(plan, entries) for plan, entries in plans],
            "whole check": lambda: [_check_anew(path, form, framework) for path in files],
        }
        best = _best_of(rounds, steps)
        slow: dict[str, Callable[[], object]] = {
            WITHOUT: lambda: [_ask_the_engine(plan, entries) for plan, entries in plans],
            "openpyxl, the same facts": lambda: [_read_by_openpyxl(path) for path in files],
        }
        best |= _best_of(min(rounds, 2), slow)
    bare = best[BARE]
    print(f"{len(files)} returns, {rules:,} rules on rows; ratio to a bare read, ms a return")
    for name, seconds in best.items():
        print(f"  {name:<34}{seconds / bare:6.1f} x {seconds / len(files) * 1000:8.1f} ms")
    largest = max(plans, key=lambda each: len(each[0].instances))
    seconds = _best_of(rounds, {"": lambda: _ask(*largest)})[""]
    rows = sum(not row.is_heading for row in largest[0].table("Indicators").rows)
    print(f"  rules on the largest return, {rows} indicators: {seconds * 1000:.1f} ms")
    gained = best[WITHOUT] / best["formulas and rules"]
    times = best["openpyxl, the same facts"] / best["whole check"]
    print(f"  what is certain is not put to the engine: {gained:.1f} times as fast")
    print(f"  the whole check beside reading by openpyxl: {times:.1f} times as fast")


def _check_anew(path: Path, form: Form, framework: Framework) -> None:
    forget_plans()
    check_file(path, form, framework)


def _ask(plan: IssuedReturn, entries: Mapping[str, Entries]) -> None:
    worked_out = work_out(plan, entries)
    worked_out.messages(plan.instances_where(worked_out.rows))


def _ask_the_engine(plan: IssuedReturn, entries: Mapping[str, Entries]) -> None:
    """Put every formula and every rule on every row to the engine."""
    calculation = Calculation(laid_out(plan, entries))
    all_rules = enumerate(instances(plan, plan.form.rules, plan.waivers))
    calculation.ask(
        {(place // 100 + 1, place % 100 + 1): r.question(plan) for place, r in all_rules}
    )


def _read_by_openpyxl(path: Path) -> None:
    for results in (False, True):
        for sheet in openpyxl.load_workbook(path, data_only=results):
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value, cell.number_format  # noqa: B018 - reading is what is timed


def _bare_read(path: Path) -> None:
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def _best_of(rounds: int, steps: dict[str, Callable[[], object]]) -> dict[str, float]:
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(rounds):
        for name, step in steps.items():
            started = time.process_time()
            step()
            best[name] = min(best[name], time.process_time() - started)
    return best


if __name__ == "__main__":
    main()
