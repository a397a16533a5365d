"""How long reading and checking returns takes, beside a bare read of the same files.

    python benchmarks/checking.py [ROUNDS]

Prints ratios taken in one run, in turn: machines are noisy, ratios less so. Each is
the best of ROUNDS (10 unless told) turns of processor time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import python_calamine

from workbook_tools.checks import check_file
from workbook_tools.checks.results import Entries, work_out
from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework, load_framework
from workbook_tools.published.completing import complete
from workbook_tools.published.rows import PUBLISHED_ROUND
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.rules.issued import IssuedReturn, forget_plans
from workbook_tools.workbooks import open_workbook


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
        instances = sum(len(plan.instances) for plan, _ in plans)
        steps: dict[str, Callable[[], object]] = {
            "bare read (python-calamine)": lambda: [_bare_read(path) for path in files],
            "reading": lambda: [open_workbook(path) for path in files],
            "formulas and rules": lambda: [_ask_all(plan, entries) for plan, entries in plans],
            "whole check": lambda: [_check_anew(path, form, framework) for path in files],
        }
        best = _best_of(rounds, steps)
    bare = best["bare read (python-calamine)"]
    print(f"{len(files)} returns, {instances:,} rules on rows; ratio to a bare read, ms a return")
    for name, seconds in best.items():
        print(f"  {name:<30}{seconds / bare:6.1f} x {seconds / len(files) * 1000:8.1f} ms")
    largest = max(plans, key=lambda each: len(each[0].instances))
    seconds = _best_of(rounds, {"": lambda: _ask_all(*largest)})[""]
    rows = sum(not row.is_heading for row in largest[0].table("Indicators").rows)
    print(f"  rules on the largest return, {rows} indicators: {seconds * 1000:.1f} ms")


def _check_anew(path: Path, form: Form, framework: Framework) -> None:
    forget_plans()
    check_file(path, form, framework)


def _ask_all(plan: IssuedReturn, entries: Mapping[str, Entries]) -> None:
    worked_out = work_out(plan, entries)
    worked_out.messages(plan.instances_where(worked_out.rows))


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
