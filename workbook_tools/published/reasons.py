"""Why a rebuilt cell differs from the printed one.

A reason is found by trying what could explain the printed cell, from its own row;
each explanation is a function of its own. First the rebuilt cell must be what it
should be: a reason excuses the printed cell, never a wrong rebuilt one. A difference
that nothing explains is an error of the toolkit; the tests demand that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbook_tools.form import Form
from workbook_tools.framework import Framework, Indicator
from workbook_tools.published.completing import NOT_YET, lights_without_judgement
from workbook_tools.published.rows import PublishedRow, published_columns, published_rows
from workbook_tools.values.days import long_date
from workbook_tools.values.printed import read_expected, read_number, read_printed

UNEXPLAINED = "unexplained"

_NO_FIGURES = "NA"
"""The published word for a variance that cannot be worked out."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One rebuilt cell: what it shows, and the number behind it."""

    text: str
    value: float | None


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


_YEARS = {
    "variance_2005_06": ("target_2005_06", "update_2005_06_city", "update_2004_05_city"),
    "variance_2006_07": ("target_2006_07", "update_2006_07_city", "update_2005_06_city"),
}


def reason_for(
    form: Form,
    framework: Framework,
    indicator: Indicator,
    row: PublishedRow,
    column_id: str,
    rebuilt: Rebuilt,
) -> str:
    """Return why a rebuilt cell differs from the printed one, in one sentence."""
    if column_id in _YEARS:
        return _variance_reason(_variance(framework, indicator, row, column_id), rebuilt)
    return (
        _light(form, framework, indicator, row, column_id, rebuilt)
        or _supplied(form, framework, indicator, column_id, rebuilt)
        or _awaited(row, column_id, rebuilt.text)
        or UNEXPLAINED
    )


def _supplied(
    form: Form, framework: Framework, indicator: Indicator, column_id: str, rebuilt: Rebuilt
) -> str:
    """The printed cell is lost or cut, and its meaning follows from elsewhere."""
    holds = published_columns(form, framework)[column_id].holds
    figure = framework.headline(indicator.id, holds.field, holds.year) if holds else None
    if holds is None or figure is None or not figure.note:
        return ""
    is_period = holds.measure == "period"
    right = rebuilt.text == figure.period if is_period else rebuilt.value == figure.value
    if not right or (not is_period and figure.basis != "supplied"):
        return ""
    return f"The printed cell is lost or cut; the framework supplies it: {figure.note}."


def _light(
    form: Form,
    framework: Framework,
    indicator: Indicator,
    row: PublishedRow,
    column_id: str,
    rebuilt: Rebuilt,
) -> str:
    if column_id != "traffic_light" or row.cells[column_id]:
        return ""
    if lights_without_judgement(form, framework).get(indicator.id) != rebuilt.text:
        return ""
    return (
        f"The printed cell is blank, so no judgement was entered; “{rebuilt.text}” is the light "
        "that follows from the figures."
    )


def _awaited(row: PublishedRow, column_id: str, rebuilt: str) -> str:
    """The printed pair of date and figure says in one cell what the form says in two."""
    date_said, figure_said = row.cells["update_2006_07_date"], row.cells["update_2006_07_city"]
    if column_id == "update_2006_07_city" and not figure_said and rebuilt == NOT_YET:
        return (
            f"The printed cell is blank; the date beside it says “{date_said}”, so the figure is "
            f"reported as “{rebuilt}”."
        )
    if column_id != "update_2006_07_date":
        return ""
    expected = read_expected(figure_said)
    if expected and rebuilt == f"Expected by {long_date(expected)}":
        printed = f"“{date_said}”" if date_said else "blank"
        return (
            f"The printed cell is {printed}; the figure beside it says “{figure_said}”, and the "
            "day by which it is expected stands in the column of the date."
        )
    readings = read_printed(date_said)
    if not rebuilt and readings and readings[0].value is None:
        return (
            f"“{date_said}” is printed for a date that is not known; the form leaves the date "
            "blank and says in the figure's column why there is none."
        )
    return ""


def _variance_reason(variance: Variance, rebuilt: Rebuilt) -> str:
    if variance.due is None:
        is_right = rebuilt.text == _NO_FIGURES
    else:
        is_right = rebuilt.value is not None and _close(rebuilt.value, variance.due)
    if not is_right:
        return UNEXPLAINED
    for explain in _VARIANCES:
        why = explain(variance, rebuilt.text)
        if why:
            return why
    return UNEXPLAINED


def _variance(
    framework: Framework, indicator: Indicator, row: PublishedRow, column_id: str
) -> Variance:
    target, actual, earlier = (row.cells[name] for name in _YEARS[column_id])
    year = column_id.removeprefix("variance_").replace("_", "-")
    figure = framework.headline(indicator.id, "target", year)
    typed = read_number(row.cells[column_id])
    joint = framework.joint_rows(indicator.id, year)
    return Variance(
        printed=row.cells[column_id],
        number=typed.value if typed else None,
        decimals=typed.decimals if typed else 0,
        target=figure.value if figure else None,
        actual=_first(actual),
        earlier=_first(earlier),
        target_text=target,
        actual_text=actual,
        joint=len(joint) > 1,
        due=_due(framework, joint, _YEARS[column_id][1], figure.value if figure else None),
    )


def _due(
    framework: Framework, joint: tuple[str, ...], actual_column: str, target: float | None
) -> float | None:
    """Return the total of some rows' printed actuals less their target."""
    cells: Mapping[int | None, Mapping[str, str]] = {
        each.source_line: each.cells for each in published_rows()
    }
    lines = [framework.indicator(each).source_line for each in joint]
    actuals = [_first(cells[line][actual_column]) for line in lines]
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


_VARIANCES: tuple[Callable[[Variance, str], str], ...] = (
    _not_worked_out,
    _nothing_to_work_out,
    _against_a_joint_limit,
    _reversed,
    _as_a_share,
    _unrounded,
)
