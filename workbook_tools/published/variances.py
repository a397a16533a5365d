"""Why a printed variance is not the rebuilt one.

The rebuilt cell must be what follows from the figures of its row. Then what could
explain the printed one is tried, each explanation a function of its own; and what is
printed beside the figures, such as “by 2008” or “6 Month Figures Only”, is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbook_tools.framework import Framework
from workbook_tools.published.pairs import Pair, Rebuilt
from workbook_tools.published.rows import rows_by_line
from workbook_tools.values.printed import read_months, read_number, read_printed

_NO_FIGURES = "NA"
"""The published word for a variance that cannot be worked out."""


@dataclass(frozen=True, slots=True)
class Variance:
    """A printed variance with the figures it should follow from."""

    printed: str
    number: float | None
    decimals: int
    target: float | None
    actual: float | None
    earlier: float | None
    """The update of the year before."""
    target_text: str
    actual_text: str
    joint: bool
    """Whether the target is for several rows together."""
    due: float | None
    """Actual less target, of all the rows the target is for; None where a figure is missing."""
    qualified: tuple[str, ...]
    """What is printed with the two figures that keeps them from being compared as they stand."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The columns of a variance's year, by id, and that of the update of the year before."""

    target: str
    date: str
    actual: str
    earlier: str


_YEARS = {
    "variance_2005_06": _Year(
        "target_2005_06", "update_2005_06_date", "update_2005_06_city", "update_2004_05_city"
    ),
    "variance_2006_07": _Year(
        "target_2006_07", "update_2006_07_date", "update_2006_07_city", "update_2005_06_city"
    ),
}


def variance_reason(pair: Pair) -> str:
    """Return why a rebuilt variance differs from the printed one; empty where nothing says so."""
    if pair.column_id not in _YEARS:
        return ""
    variance = _variance(pair)
    if not _is_right(variance, pair.rebuilt):
        return ""
    for explain in _EXPLANATIONS:
        why = explain(variance, pair.rebuilt.text)
        if why:
            return why + _beside(variance)
    return ""


def _is_right(variance: Variance, rebuilt: Rebuilt) -> bool:
    if variance.due is None:
        return rebuilt.text == _NO_FIGURES
    return rebuilt.value is not None and _close(rebuilt.value, variance.due)


def _variance(pair: Pair) -> Variance:
    columns = _YEARS[pair.column_id]
    cells = pair.row.cells
    target, actual, earlier = (
        cells[name] for name in (columns.target, columns.actual, columns.earlier)
    )
    year = pair.column_id.removeprefix("variance_").replace("_", "-")
    figure = pair.framework.headline(pair.indicator.id, "target", year)
    typed = read_number(pair.printed)
    joint = pair.framework.joint_rows(pair.indicator.id, year)
    return Variance(
        printed=pair.printed,
        number=typed.value if typed else None,
        decimals=typed.decimals if typed else 0,
        target=figure.value if figure else None,
        actual=_first(actual),
        earlier=_first(earlier),
        target_text=target,
        actual_text=actual,
        joint=len(joint) > 1,
        due=_due(pair.framework, joint, columns.actual, figure.value if figure else None),
        qualified=tuple(_qualified(pair.framework, target, actual, cells[columns.date])),
    )


def _qualified(framework: Framework, target: str, actual: str, period: str) -> list[str]:
    """Say what a printed target and a printed update say of themselves, a clause for each."""
    targets, actuals = read_printed(target), read_printed(actual)
    if not targets or not actuals or targets[0].value is None or actuals[0].value is None:
        return []
    aim, update = targets[0], actuals[0]
    clauses = []
    if aim.due:
        clauses.append(f"the target is one “{target.partition(' ')[2]}”, not for the year")
    if update.area and update.area != aim.area:
        area = framework.area(update.area).title
        clauses.append(f"the update is for {area.lower()}, which the target does not say")
    if update.remark:
        clauses.append(f"the update is printed as “{update.remark}”")
    clauses += [
        f"the update is printed with the number of cases behind it, {other.value:,g}"
        for other in actuals[1:]
        if other.measure == "numerator"
    ]
    months = read_months(period)
    if months:
        clauses.append(f"the update is for {months} months of the year, “{period}”")
    return clauses


def _beside(variance: Variance) -> str:
    """Name what is printed with the figures: probably the cause where no number is printed."""
    if not variance.qualified:
        return ""
    clauses = ", and ".join(variance.qualified)
    if variance.number is None:
        return f" The probable cause: {clauses}."
    return f" Printed with the figures, too: {clauses}."


def _due(
    framework: Framework, joint: tuple[str, ...], actual_column: str, target: float | None
) -> float | None:
    """Return the total of some rows' printed actuals less their target."""
    printed = rows_by_line()
    lines = [framework.indicator(each).source_line for each in joint]
    actuals = [_first(printed[line].cells[actual_column]) for line in lines]
    figures = [actual for actual in actuals if actual is not None]
    if target is None or len(figures) < len(actuals):
        return None
    return sum(figures) - target


def _first(printed: str) -> float | None:
    readings = read_printed(printed)
    return readings[0].value if readings else None


def _not_worked_out(v: Variance, rebuilt: str) -> str:
    if v.number is not None or v.due is None:
        return ""
    said = f"“{v.printed}” is printed" if v.printed else "The printed cell is blank"
    if v.joint:
        return (
            f"{said} although the figures stand in the rows: the target is for several rows "
            f"together, whose total less {v.target:g} is {rebuilt}."
        )
    return (
        f"{said} although both figures stand in the row: "
        f"{v.actual_text} less {v.target_text} is {rebuilt}."
    )


def _nothing_to_work_out(v: Variance, rebuilt: str) -> str:
    if v.printed or v.due is not None:
        return ""
    return f"The printed cell is blank; {rebuilt} is the published word where a figure is missing."


def _against_a_joint_limit(v: Variance, rebuilt: str) -> str:
    """15.0 for an actual of 0: the limit less the row's own figure, though it is for all rows."""
    if not v.joint or v.number is None or v.target is None:
        return ""
    for figure, words in ((v.actual, "the row's own figure"), (v.earlier, _EARLIER)):
        if figure is not None and _close(v.number, v.target - figure):
            return (
                f"The printed {v.printed} is the limit of {v.target:g} less {words}, {figure:g}; "
                f"the limit is for all its rows together, whose total less the limit is {rebuilt}."
            )
    return ""


_EARLIER = "the update of the year before"


def _reversed(v: Variance, rebuilt: str) -> str:
    if v.number is None or v.actual is None or v.target is None:
        return ""
    if _close(v.number, v.target - v.actual):
        return (
            f"The printed {v.printed} is target less actual, {v.target:g} - {v.actual:g}, the "
            f"other way round than in the other rows; actual less target is {rebuilt}."
        )
    return ""


def _as_a_share(v: Variance, rebuilt: str) -> str:
    if v.number is None or v.actual is None or v.target is None or "%" not in v.actual_text:
        return ""
    if _close(v.number, round(v.actual / 100 - v.target, v.decimals)):
        return (
            f"The printed {v.printed} takes {v.actual_text} as {v.actual / 100:g}: "
            f"{v.actual / 100:g} - {v.target:g}; in the unit of the row it is {rebuilt}."
        )
    return ""


def _unrounded(v: Variance, rebuilt: str) -> str:
    """The printed variance can follow from figures that were rounded before printing."""
    if v.number is None or v.actual is None or v.target is None:
        return ""
    slack = sum(
        0.5 * 10.0**-number.decimals
        for number in (read_number(v.actual_text), read_number(v.target_text))
        if number
    )
    gap = abs(v.number - (v.actual - v.target))
    if 0 < gap <= slack + 0.5 * 10.0**-v.decimals:
        return (
            f"The printed {v.printed} does not follow from the printed figures, {v.actual:g} - "
            f"{v.target:g} = {rebuilt}; it can follow from ones with more decimals."
        )
    return ""


def _close(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6


_EXPLANATIONS: tuple[Callable[[Variance, str], str], ...] = (
    _not_worked_out,
    _nothing_to_work_out,
    _against_a_joint_limit,
    _reversed,
    _as_a_share,
    _unrounded,
)
