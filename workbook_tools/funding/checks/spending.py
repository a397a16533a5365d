"""Spending against what there is: more than that, far less, nothing by half of the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbook_tools.funding.checks.controls import shown
from workbook_tools.funding.checks.model import Fault, OneTable, check
from workbook_tools.funding.model import Figure
from workbook_tools.funding.tables import Row
from workbook_tools.values.money import spelt


@check("spending")
def check_spending(one: OneTable) -> Iterator[Fault]:
    """Find lines that spend or forecast more than there is, or far less, without a reason."""
    columns = one.cast.sheeted.amounts
    for year in dict.fromkeys(each.year for each in columns):
        measures = {each.measure: each.number for each in columns if each.year == year}
        if not {"available", "allocation"} & measures.keys():
            continue
        if not {"spent", "forecast"} & measures.keys():
            continue
        for row in one.streams:
            yield from _of_line(one, row, measures)


def _of_line(one: OneTable, row: Row, measures: dict[str, int]) -> Iterator[Fault]:
    available = _available(row, measures)
    if available is None or available <= 0:
        return
    limits, what = one.words.limits, one.name_of(row)
    least = Decimal(str(limits["variance_pounds"])) / one.cast.table.unit
    share = Decimal(str(limits["variance_share"]))
    expected = spelt(available)
    spent = _figure(row, measures, "spent")
    if spent is not None and spent.amount > available:
        yield one.fault("spent-beyond", spent, found=shown(spent), expected=expected, what=what)
    elif spent is not None and spent.value == 0 and _is_half_year(one):
        yield one.fault("nothing-spent", spent, found=shown(spent), expected=expected, what=what)
    forecast = _figure(row, measures, "forecast")
    if forecast is None or forecast.value is None or _has_reason(one, row):
        return
    beyond = forecast.amount - available
    if abs(beyond) < least or abs(beyond) < share * available:
        return
    percent = f"{forecast.amount / available * 100:.0f}%"
    rule = "forecast-beyond" if beyond > 0 else "underspent"
    yield one.fault(
        rule, forecast, found=shown(forecast), expected=expected, what=what, share=percent
    )


def _figure(row: Row, measures: dict[str, int], measure: str) -> Figure | None:
    figure = row.figures.get(measures.get(measure, 0))
    return figure if figure is not None and figure.value is not None else None


def _available(row: Row, measures: dict[str, int]) -> Decimal | None:
    figure = _figure(row, measures, "available")
    if figure is not None:
        return figure.value
    allocation = _figure(row, measures, "allocation")
    if allocation is None or allocation.value is None:
        return None
    carried = _figure(row, measures, "carried")
    return allocation.value + (carried.amount if carried else Decimal(0))


def _is_half_year(one: OneTable) -> bool:
    said = (
        *one.cast.sheeted.region.titles,
        one.cast.table.sheet,
        one.file.workbook.path.stem,
        *(each.heading for each in one.cast.sheeted.held),
    )
    return any(map(one.words.says_half_year, said))


def _has_reason(one: OneTable, row: Row) -> bool:
    cells = one.cast.sheeted.grid.rows[row.number]
    return any(
        each.kind == "remark" and (cell := cells.get(each.number)) is not None and cell.value
        for each in one.cast.sheeted.held
    )
