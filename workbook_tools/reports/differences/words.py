"""A comparison in words, one line for each value that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.differences.compare import Comparison, Difference
from workbook_tools.reports.differences.sides import Side
from workbook_tools.reports.differences.wording import is_worked_out, one_line
from workbook_tools.values.comparing import KINDS


def lines(form: Form, framework: Framework, comparison: Comparison) -> Iterator[tuple[str, bool]]:
    """Return the lines of a comparison, and whether each is a heading.

    Under each theme group come its rows, under each row its values:
    ``health HEA-718 Actual: 45.3 → 46.1 (up 0.8, worse)``.
    """
    for group, of_group in groupby(comparison.differences, key=lambda each: each.group):
        old, new = comparison.old.returns[group], comparison.new.returns[group]
        title = framework.group(group).title
        yield f"{title}: {old.file} ({old.round.id}) → {new.file} ({new.round.id})", True
        for row, of_row in groupby(of_group, key=lambda each: (each.sheet, _key(each))):
            differing = tuple(of_row)
            yield f"  {_on(form, row[0])}{differing[0].row}{_alone(differing)}", False
            for each in differing:
                yield f"    {group} {row[1]} {one_line(form, framework, each.change)}", False
    yield from ((sentence, False) for sentence in unmatched(form, framework, comparison))


def unmatched(form: Form, framework: Framework, comparison: Comparison) -> Iterator[str]:
    """Return a sentence for each theme group that only one side has a return of."""
    for groups, there, missing in (
        (comparison.only_old, comparison.old, comparison.new),
        (comparison.only_new, comparison.new, comparison.old),
    ):
        for group in groups:
            title = title_of(framework, group)
            values = counted(_entered(form, there, group), "value")
            yield f"{title}: {values} in {there.name}, no return in {missing.name}"


def title_of(framework: Framework, group: str) -> str:
    """Return a theme group's title; its id where it reports no more."""
    return next((each.title for each in framework.reporters if each.id == group), group)


def summary(form: Form, comparison: Comparison) -> str:
    """Return the counts in one line: what was entered, then what follows from it."""
    results = comparison.worked_out
    lonely = len(comparison.only_old) + len(comparison.only_new)
    said = [_entries(comparison)]
    if results:
        verb = "differs" if len(results) == 1 else "differ"
        said.append(f"{counted(len(results), 'result')} worked out {verb} too")
    if lonely:
        said.append(f"{form.returns.group.counted(lonely)} only on one side")
    return "; ".join(said) + "."


def _entries(comparison: Comparison) -> str:
    entered = comparison.entered
    if not entered:
        return f"No differences in {counted(comparison.compared, 'value')}"
    kinds = ", ".join(
        f"{number} {kind}"
        for kind in KINDS
        if (number := sum(each.change.kind == kind for each in entered))
    )
    rows = counted(len({(each.group, each.sheet, _key(each)) for each in entered}), "row")
    return f"{len(entered)} of {counted(comparison.compared, 'value')} differ in {rows}: {kinds}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 value``, ``2 values``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _entered(form: Form, side: Side, group: str) -> int:
    return sum(not is_worked_out(form, record) for record in side.returns[group].records)


def _key(difference: Difference) -> str:
    return difference.change.record.indicator


def _on(form: Form, sheet: str) -> str:
    """Return the sheet that rows are on; nothing for the one that most are on."""
    tables = form.returns.tables
    is_main = any(table.name == sheet and table.rows == "indicators" for table in tables)
    return "" if is_main else f"{sheet}: "


def _alone(differing: Sequence[Difference]) -> str:
    if not differing[0].row_alone:
        return ""
    entered = next(each for each in differing if not each.is_worked_out)
    return ": only in the " + ("new" if entered.change.after else "old")
