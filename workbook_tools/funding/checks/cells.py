"""What is odd in single cells: amounts that cannot be read, formulas, signs, numbers as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from workbook_tools.funding.checks.controls import shown
from workbook_tools.funding.checks.model import Fault, OneTable, check
from workbook_tools.funding.grid import amount_in
from workbook_tools.funding.model import Figure
from workbook_tools.funding.references import Added, added_by
from workbook_tools.funding.results import total_of
from workbook_tools.funding.tables import Row
from workbook_tools.values.money import amount_of_number, spelt

_CLOSE = Decimal("0.000001")
_MINORITY = Decimal("0.2")
_FEWEST = 4


@check("unread amounts")
def check_unread(one: OneTable) -> Iterator[Fault]:
    """Find what stands where an amount should and cannot be taken for one."""
    for unread in one.cast.sheeted.unread:
        cell = one.cast.sheeted.grid.rows[unread.row][unread.column]
        figure = one.rows[unread.row].figures[unread.column]
        if cell.kind == "error":
            yield one.fault("error-value", figure, found=str(cell.value))
        else:
            yield one.fault(
                "not-an-amount", figure, found=unread.amount.said, why=unread.amount.why
            )


@check("numbers as text")
def check_text(one: OneTable) -> Iterator[Fault]:
    """Find numbers that were typed as text in a workbook, where the others are numbers."""
    if one.file.is_delimited:
        return
    grid = one.cast.sheeted.grid
    for column in one.cast.sheeted.amounts:
        texts, numbers = [], 0
        for row in one.cast.sheeted.rows:
            cell = grid.rows[row.number].get(column.number)
            if cell is None or row.kind != "figures":
                continue
            if cell.kind == "number":
                numbers += 1
            elif cell.kind == "text" and any(map(str.isdigit, str(cell.value))):
                texts.append(row.figures[column.number])
        if numbers > len(texts):
            for figure in texts:
                if figure.value is not None:
                    yield one.fault("typed-as-text", figure, found=figure.said)


@check("results of formulas")
def check_results(one: OneTable) -> Iterator[Fault]:
    """Find formulas whose saved result is not what they work out to."""
    file, sheeted = one.file, one.cast.sheeted
    for row in sheeted.rows:
        for figure in row.figures.values():
            place = (figure.sheet, *figure.place)
            if not figure.formula or place in file.unsaved:
                continue
            cell = sheeted.grid.rows[row.number][figure.place[1]]
            saved = amount_in(cell).value
            if not isinstance(cell.value, float) or saved is None:
                continue
            added = added_by(figure.formula)
            if added is not None:
                worked_out = total_of(file.grids, place, added)
            elif place in file.by_engine:
                worked_out = amount_of_number(file.by_engine[place]).value
            else:
                continue
            if worked_out is None or abs(worked_out - saved) <= _CLOSE * max(
                abs(saved), Decimal(1)
            ):
                continue
            yield one.fault(
                "result-differs",
                figure,
                found=spelt(saved),
                expected=spelt(worked_out),
                what=figure.formula,
            )


@check("results that were not saved")
def check_unsaved(one: OneTable) -> Iterator[Fault]:
    """Say once of a table that formulas were saved without their results."""
    unsaved = [
        figure
        for row in one.cast.sheeted.rows
        for figure in row.figures.values()
        if (figure.sheet, *figure.place) in one.file.unsaved
    ]
    unknown = [figure for figure in unsaved if figure.value is None]
    if unsaved:
        rule = "no-result" if unknown else "results-unsaved"
        first = (unknown or unsaved)[0]
        count = len(unknown or unsaved)
        yield one.fault(rule, first, found=str(count), what=first.formula, count=count)


@check("sums that leave out")
def check_sums(one: OneTable) -> Iterator[Fault]:
    """Find formulas that leave a line out which stands beside what they add up."""
    told: set[int] = set()
    for total in one.cast.totals:
        row = one.rows[total]
        for column, figure in row.figures.items():
            areas = [
                each
                for each in added_by(figure.formula) or ()
                if each.left == each.right == column and not each.sheet and each.bottom > each.top
            ]
            if len(areas) != 1:
                continue
            area = areas[0]
            for number in (area.top - 1, area.bottom + 1):
                beside = one.rows.get(number)
                if beside is None or number == total or not _is_left_out(one, beside, area, column):
                    continue
                if total < area.top and number == area.top - 1:
                    continue
                told.add(number)
                yield one.fault(
                    "sum-leaves-out",
                    figure,
                    found=f"{one.name_of(beside)} ({shown(beside.figures[column])})",
                    what=figure.formula,
                    row=number,
                )


def _is_left_out(one: OneTable, beside: Row, area: Added, column: int) -> bool:
    if beside.kind != "figures" or beside.number in one.cast.totals:
        return False
    figure = beside.figures[column]
    if not figure.value or beside.is_within or beside.is_control:
        return False
    inside = one.rows.get(area.top if beside.number < area.top else area.bottom)
    if inside is None or inside.kind != "figures" or inside.number in one.cast.totals:
        return False
    return inside.key == beside.key and (inside.block, inside.heading) == (
        beside.block,
        beside.heading,
    )


@check("lines in no total")
def check_left(one: OneTable) -> Iterator[Fault]:
    """Find lines that are in no total although those of their block beside them are."""
    rows = [row for row in one.cast.sheeted.rows if row.kind == "figures"]
    for place, row in enumerate(rows):
        if row.number in one.parents or row.number in one.cast.totals:
            continue
        if row.is_within or row.is_control or place + 1 == len(rows):
            continue
        after = rows[place + 1]
        inner = one.parents.get(after.number)
        is_beside = after.number not in one.cast.totals and after.key == row.key
        amount = next((f for f in row.figures.values() if f.value), None)
        if inner and is_beside and amount is not None and not after.starts:
            formula = one.rows[inner].figures[amount.place[1]].formula
            if not formula:
                yield one.fault(
                    "line-in-no-total", amount, found=shown(amount), what=one.name_of(row)
                )


@check("typed totals")
def check_typed(one: OneTable) -> Iterator[Fault]:
    """Find totals that are typed where the totals beside them are formulas."""
    totals = [one.rows[number] for number in one.cast.totals]
    columns = [each.number for each in one.cast.sheeted.amounts]
    by_column = {column: _live([row.figures[column] for row in totals]) for column in columns}
    for row in totals:
        in_row = _live([row.figures[column] for column in columns])
        for column in columns:
            figure = row.figures[column]
            if figure.formula or not figure.value:
                continue
            live, of = by_column[column]
            others = in_row[0] + live
            if others and others * 2 >= in_row[1] + of - 2:
                yield _typed(one, figure, row)
    for relation in one.cast.relations:
        figures = [
            (row, row.figures[relation.total]) for row in one.cast.sheeted.rows if row.figures
        ]
        live, of = _live([figure for _, figure in figures])
        if live * 2 > of:
            for row, figure in figures:
                is_total = row.number in one.cast.totals
                if not figure.formula and figure.value and not is_total:
                    yield _typed(one, figure, row)


def _typed(one: OneTable, figure: Figure, row: Row) -> Fault:
    return one.fault("total-typed", figure, found=shown(figure), what=one.name_of(row))


def _live(figures: list[Figure]) -> tuple[int, int]:
    """Return how many figures are formulas, of how many that have an amount."""
    amounts = [figure for figure in figures if figure.value or figure.formula]
    return sum(bool(figure.formula) for figure in amounts), len(amounts)


@check("signs")
def check_signs(one: OneTable) -> Iterator[Fault]:
    """Find amounts below nought that are written in another way than the others."""
    said = one.words.said
    written: list[tuple[Row, int, str]] = []
    grid = one.cast.sheeted.grid
    for row in one.cast.sheeted.rows:
        for column, sign in row.signs.items():
            cell = grid.rows[row.number].get(column)
            if cell is not None and cell.kind == "text":
                written.append((row, column, sign))
    counted = Counter(sign for *_, sign in written)
    if len(counted) > 1:
        usual = counted.most_common(1)[0][0]
        row, column, sign = next(each for each in written if each[2] != usual)
        yield one.fault("signs-mixed", row.figures[column], found=said[sign], expected=said[usual])
    yield from _unlike(one)


def _unlike(one: OneTable) -> Iterator[Fault]:
    said = one.words.said
    for column in one.cast.sheeted.amounts:
        if column.measure != "income":
            continue
        figures = [row.figures[column.number] for row in one.streams]
        below = [each for each in figures if each.value is not None and each.value < 0]
        above = [each for each in figures if each.value is not None and each.value > 0]
        few, many = sorted((below, above), key=len)
        if few and len(many) >= _FEWEST and len(few) <= _MINORITY * len(many):
            usual = said["negative" if many is below else "positive"]
            for figure in few:
                row = one.rows[figure.place[0]]
                yield one.fault(
                    "sign-unlike",
                    figure,
                    found=shown(figure),
                    expected=usual,
                    what=one.name_of(row),
                )
