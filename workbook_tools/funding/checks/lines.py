"""What is odd about lines, and what a table does not say: doubles, unknown amounts, unit, year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from workbook_tools.funding.checks.controls import shown
from workbook_tools.funding.checks.model import Fault, OneTable, brief, check
from workbook_tools.funding.model import Figure
from workbook_tools.funding.tables import Row
from workbook_tools.funding.words import plain

_NAMED = 3
"""So many lines are named in one message."""


@check("streams twice")
def check_twice(one: OneTable) -> Iterator[Fault]:
    """Find streams that stand twice in their block, however they are written."""
    seen: dict[tuple[object, ...], int] = {}
    for row in one.streams:
        name = plain(row.label).replace(" ", "")
        if not name:
            continue
        key = (one.parents.get(row.number), row.key, row.block, row.heading, name)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            label = next((e.number for e in one.cast.sheeted.held if e.kind == "label"), 1)
            yield Fault(
                "stream-twice",
                one.cast.table.sheet,
                (row.number, label),
                row.label,
                "",
                row.label,
                "",
                {"row": first},
            )


@check("hidden lines and columns")
def check_hidden(one: OneTable) -> Iterator[Fault]:
    """Find amounts in rows and columns that are hidden: a reader adds up without them."""
    sheet = one.cast.sheeted.grid.sheet
    told: set[int] = set()
    for row in one.cast.sheeted.rows if sheet.hidden_rows or sheet.hidden_columns else ():
        figures = [each for each in row.figures.values() if each.value]
        if row.number in sheet.hidden_rows and figures:
            yield _hidden(one, row, figures[0], "line-hidden")
            continue
        for figure in figures:
            column = figure.place[1]
            if column in sheet.hidden_columns and column not in told:
                told.add(column)
                yield _hidden(one, row, figure, "column-hidden")


def _hidden(one: OneTable, row: Row, figure: Figure, rule: str) -> Fault:
    """The fault of a figure that nobody sees, with the line it stands in."""
    return Fault(
        rule,
        one.cast.table.sheet,
        figure.place,
        row.label,
        one.field_of(figure.place[1]),
        figure.said,
        "",
        {"row": row.number, "what": brief(row.label) or row.number},
    )


@check("amounts not known")
def check_unknown(one: OneTable) -> Iterator[Fault]:
    """Say of totals that some of what they add up is not known: they are "at least" so much."""
    said = one.words.said
    for control in one.cast.table.controls:
        unknown = [
            each
            for each in control.unquantified
            if one.rows[each.place[0]].number not in one.cast.totals
        ]
        if not unknown or control.kind == "row":
            continue
        count = (
            said["one_unknown"]
            if len(unknown) == 1
            else said["more_unknown"].format(number=len(unknown))
        )
        names = [brief(one.rows[each.place[0]].label) or each.cell for each in unknown[:_NAMED]]
        lines = "; ".join(
            f"{name}: “{brief(each.said)}”" for name, each in zip(names, unknown, strict=False)
        )
        yield one.fault(
            "not-quantified",
            control.total,
            found=shown(control.total),
            what=control.said,
            count=count,
            lines=lines,
        )


@check("what is not said")
def check_unsaid(one: OneTable) -> Iterator[Fault]:
    """Say what a reader of the table is not told: unit, year, whose money it is."""
    sheeted, words = one.cast.sheeted, one.words
    rows = [row.number for row in sheeted.rows]
    headings = sheeted.region.headings
    place = (headings[0] if headings else rows[0], sheeted.region.columns[0])
    sheet = one.cast.table.sheet
    if sheeted.unit is None:
        yield Fault("no-unit", sheet, place)
    name = one.file.workbook.path.stem
    if not one.cast.years:
        yield Fault("no-year", sheet, place)
    said = chain(sheeted.region.titles, (sheet, name), (each.heading for each in sheeted.held))
    if not any(map(words.names_body, said)):
        yield Fault("no-body", sheet, place)
